import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import { dataOf, type Json, type Token, tokenOf, type VaultClient } from "../vault-client";
import type { Issuer } from "../world/issuer";
import { APPLICATION_ROLE, CONFIGURATOR_ROLE, NODE_ROLE, STRANGER_ROLE } from "../world/parties";

/** The login methods that need nobody else: whom each lets in, whom not, and for how long. */
export async function tryLogins(vault: InsideVault, results: Results): Promise<void> {
  const { client } = vault;
  await results.see("an AWS role gets the tokens that it is given, for its time", async () => {
    const expected = [
      ["payments", APPLICATION_ROLE, 3600, true],
      ["terraform", CONFIGURATOR_ROLE, 900, true],
      ["snapshots", NODE_ROLE, 600, false],
      ["node-lifecycle", NODE_ROLE, 300, false],
    ] as const;
    for (const [role, awsRole, seconds, renewable] of expected) {
      requireTimes(role, tokenOf(await vault.awsLogin(role, awsRole)), seconds, renewable);
    }
  });
  await results.see("no other AWS role gets one, nor who signed for another server", async () => {
    await refused(vault.awsLogin("payments", STRANGER_ROLE));
    await refused(vault.awsLogin("terraform", APPLICATION_ROLE));
    await refused(vault.awsLogin("terraform", NODE_ROLE));
    await refused(vault.awsLogin("payments", APPLICATION_ROLE, "another-vault.corp.example"));
    await refused(vault.awsLogin("payments", APPLICATION_ROLE, ""));
  });
  await results.see("a token of an AWS role ends after a day, however often it is renewed", async () => {
    const token = tokenOf(await vault.awsLogin("payments", APPLICATION_ROLE));
    await requireEnd(client, token, 86_400);
  });
  await results.see("a certificate logs in by its name, for 20 minutes, and 40 at most", async () => {
    const token = tokenOf(await client.must("POST", "auth/cert/login", { name: "worker" }));
    requireTimes("worker", token, 1200, true);
    await requireEnd(client, token, 2400);
  });
  await results.see(
    "AppRole: an hour, a secret id that is good for two logins, and from its networks",
    async () => {
      const { role, secret } = await vault.withRoot(async (root) => {
        const { role_id: id } = dataOf(await root.must("GET", "auth/approle/role/worker/role-id"));
        const made = dataOf(await root.must("POST", "auth/approle/role/worker/secret-id", {}));
        if (made.secret_id_ttl !== 3600 || made.secret_id_num_uses !== 2)
          throw new Error(JSON.stringify(made));
        return { role: id, secret: made.secret_id };
      });
      const login = () => client.must("POST", "auth/approle/login", { role_id: role, secret_id: secret });
      requireTimes("worker", tokenOf(await login()), 3600, true);
      await login();
      await refused(login());
    },
  );
}

/** Logins with tokens of an issuer. */
export async function tryIssuer({ client }: InsideVault, issuer: Issuer, results: Results): Promise<void> {
  await results.see("a signed token of an issuer: its audience and claims, and no other", async () => {
    const login = (claims: object) =>
      client.must("POST", "auth/jwt/login", { role: "worker", jwt: issuer.token(claims) });
    const claims = { aud: "vault", repository: "corp/payments" };
    requireTimes("worker", tokenOf(await login(claims)), 3600, false);
    await refused(login({ ...claims, aud: "another" }));
    await refused(login({ ...claims, repository: "corp/other" }));
    await refused(login({ aud: "vault" }));
    await refused(login({ ...claims, iss: "https://other.corp.example" }));
    const now = Math.floor(Date.now() / 1000);
    await refused(login({ ...claims, exp: now - 3600, iat: now - 7200 }));
  });
}

/** The time that a token lives, and whether it can be renewed. */
export function requireTimes(role: string, token: Token, seconds: number, renewable: boolean): void {
  if (token.lease_duration === seconds && token.renewable === renewable) return;
  throw new Error(`${role}: ${token.lease_duration} s, ${token.renewable ? "" : "not "}renewable`);
}

/** Asks for more time than there is, and for none beyond the end. */
async function requireEnd(client: VaultClient, token: Token, seconds: number): Promise<void> {
  const own = client.as(token.client_token);
  const renewed = tokenOf(await own.must("POST", "auth/token/renew-self", { increment: "720h" }));
  if (renewed.lease_duration > seconds) throw new Error(`renewed for ${renewed.lease_duration} s`);
  if (renewed.lease_duration < seconds - 60) throw new Error(`renewed for ${renewed.lease_duration} s only`);
}

/** Fails unless Vault refuses the login, for the reason that is expected. */
export async function refused(login: Promise<Json>, why = /./): Promise<void> {
  const answer = await login.then(
    () => "it was let in",
    ({ message }: Error) => (/: (400|403) /.test(message) && why.test(message) ? undefined : message),
  );
  if (answer !== undefined) throw new Error(answer);
}
