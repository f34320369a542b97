import { randomUUID } from "node:crypto";
import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import { oneTimeCode, wrongCodes } from "../one-time-code";
import type { Terminal } from "../terminal";
import { dataOf, type Json, tokenOf, type VaultClient } from "../vault-client";
import type { Issuer } from "../world/issuer";
import { tellOfSingleSignOn } from "./how-to";
import { refused, requireTimes } from "./logins";
import { accessorOf } from "./policies";

/** Where a person's browser comes back to: the client of Vault on their machine. */
const REDIRECT_URI = "http://localhost:8250/oidc/callback";
/** What Vault answers to a code that is not the one, or was used before. */
const WRONG_CODE = /failed to validate TOTP passcode/;
/** Milliseconds between two logins, of two or three requests each. */
const PAUSE = 200;
/** A person of the group of operators. */
const OPERATOR = { sub: "alice", groups: "vault-operators" };

/** How people log in: by single sign-on, with a second factor. */
export async function tryPeople(
  vault: InsideVault,
  { issuer, terminal }: { readonly issuer: Issuer; readonly terminal: Terminal },
  results: Results,
): Promise<void> {
  const { client } = vault;
  const people = new People(client, issuer);
  await results.check("add-a-login-method: an administrator tells Vault of single sign-on, by hand", () =>
    tellOfSingleSignOn(vault, terminal, issuer.registration.clientSecret),
  );
  await results.see(
    "single sign-on lets in who is of the group, to come back to the named address",
    async () => {
      const claims = /error validating claims/;
      await refused(people.signOn({ ...OPERATOR, groups: "vault-auditors" }), claims);
      await refused(people.signOn({ sub: "mallory" }), claims);
      await refused(people.signOn({ ...OPERATOR, aud: "another" }), /audience/);
      await refused(people.signOn({ ...OPERATOR, nonce: "another" }), /nonce/);
      await refused(people.signOn(OPERATOR, { redirectUri: "https://elsewhere.example/" }), /no address/);
      await refused(people.signOn(OPERATOR, { browser: randomUUID() }), /client_nonce/);
    },
  );
  await results.see(
    "who signed on gets no token without the second factor, and an hour with it",
    async () => {
      const { request, method } = await people.half(OPERATOR);
      const authenticator = await authenticatorOf(vault, OPERATOR.sub, method);
      const [wrong = ""] = wrongCodes(authenticator, 1);
      await refused(people.prove(request, method, wrong), WRONG_CODE);
      const right = oneTimeCode(authenticator);
      const again = await people.half(OPERATOR);
      const token = tokenOf(await people.prove(again.request, method, right));
      requireTimes("operators", token, 3600, true);
      if (!token.policies.includes("hardened-operators")) throw new Error(token.policies.join(", "));
      // Who looked over a shoulder cannot use the code as well.
      const replayed = await people.half(OPERATOR);
      await refused(people.prove(replayed.request, method, right), WRONG_CODE);
    },
  );
  await results.see("who guesses at the second factor is stopped after five wrong codes", async () => {
    const bob = { ...OPERATOR, sub: "bob" };
    const { method } = await people.half(bob);
    const authenticator = await authenticatorOf(vault, bob.sub, method);
    for (const code of wrongCodes(authenticator, 5)) {
      const { request } = await people.half(bob);
      await refused(people.prove(request, method, code), WRONG_CODE);
    }
    const { request } = await people.half(bob);
    await refused(
      people.prove(request, method, oneTimeCode(authenticator)),
      /maximum TOTP validation attempts/,
    );
  });
}

/** An administrator makes somebody's second factor, who has signed on once before. */
function authenticatorOf(vault: InsideVault, name: string, method: string): Promise<string> {
  return vault.withRoot(async (root) => {
    const person = await root.must("POST", "identity/lookup/entity", {
      alias_name: name,
      alias_mount_accessor: await accessorOf(root, "oidc/"),
    });
    const made = await root.must("POST", "identity/mfa/method/totp/admin-generate", {
      method_id: method,
      entity_id: dataOf(person).id,
    });
    return String(dataOf(made).url);
  });
}

/** A login that waits for the second factor. */
interface Half {
  readonly request: string;
  /** Vault's id of the second factor. */
  readonly method: string;
}

/** People at their machines. */
class People {
  public constructor(
    private readonly client: VaultClient,
    private readonly issuer: Issuer,
  ) {}

  /**
   * Signs on as an operator.
   *
   * @param changed what somebody would change who is up to no good: the address, or the machine that comes back
   */
  public async signOn(
    claims: object,
    changed: { readonly redirectUri?: string; readonly browser?: string } = {},
  ): Promise<Json> {
    // More than 20 requests a second to a login method are too many.
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const browser = randomUUID();
    const asked = await this.client.must("POST", "auth/oidc/oidc/auth_url", {
      role: "operators",
      redirect_uri: changed.redirectUri ?? REDIRECT_URI,
      client_nonce: browser,
    });
    const address = String(dataOf(asked).auth_url);
    // Vault answers with no address where the role does not allow it.
    if (address === "") throw new Error("auth_url: 400 no address");
    const { code, state } = this.issuer.authenticate(address, claims);
    const back = new URLSearchParams({ code, state, client_nonce: changed.browser ?? browser });
    return this.client.must("GET", `auth/oidc/oidc/callback?${back}`);
  }

  /** Signs on, and gets as far as the second factor. */
  public async half(claims: object): Promise<Half> {
    const auth = (await this.signOn(claims)).auth as {
      readonly client_token: string;
      readonly mfa_requirement?: {
        readonly mfa_request_id: string;
        readonly mfa_constraints: Readonly<
          Record<string, { readonly any: readonly { readonly id: string }[] }>
        >;
      };
    };
    if (auth.client_token !== "") throw new Error("a token without the second factor");
    const [asked] = Object.values(auth.mfa_requirement?.mfa_constraints ?? {});
    return {
      request: auth.mfa_requirement?.mfa_request_id ?? "",
      method: asked?.any[0]?.id ?? "",
    };
  }

  /** Shows a code of the authenticator; throws where Vault refuses it. */
  public prove(request: string, method: string, code: string): Promise<Json> {
    return this.client.must("POST", "sys/mfa/validate", {
      mfa_request_id: request,
      mfa_payload: { [method]: [code] },
    });
  }
}
