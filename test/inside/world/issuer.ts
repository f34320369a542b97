import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Address of the issuer of tokens of the world, as `JwtLogin` and single sign-on are told. */
export const ISSUER = "https://sso.corp.example";

/** What single sign-on knows Vault by. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where a browser comes back to after somebody has proved who they are. */
export interface CameBack {
  readonly code: string;
  readonly state: string;
}

interface Granted {
  readonly claims: object;
  readonly redirectUri: string;
  readonly challenge: string;
}

const now = () => Math.floor(Date.now() / 1000);

/** An issuer of signed tokens, and the single sign-on of people (OpenID Connect, code flow with PKCE). */
export class Issuer {
  /** Vault, as it is registered there. */
  public readonly registration: Registration = { clientId: "vault", clientSecret: randomUUID() };
  private readonly key: KeyObject;
  private readonly published: JsonWebKey;
  private readonly codes = new Map<string, Granted>();

  public constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.key = privateKey;
    this.published = publicKey.export({ format: "jwk" });
  }

  /** A token with these claims, for five minutes where they say nothing else. */
  public token(claims: object): string {
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const all = { iss: ISSUER, sub: "pipeline", iat: now(), exp: now() + 300, ...claims };
    const text = `${encoded({ alg: "RS256", kid: "1", typ: "JWT" })}.${encoded(all)}`;
    return `${text}.${sign("sha256", Buffer.from(text), this.key).toString("base64url")}`;
  }

  /**
   * Somebody follows the address that Vault gave, and proves who they are.
   *
   * @param claims about them
   */
  public authenticate(address: string, claims: object): CameBack {
    const asked = new URL(address);
    const parameter = (name: string) => asked.searchParams.get(name) ?? "";
    if (parameter("client_id") !== this.registration.clientId)
      throw new Error(`for another client: ${address}`);
    if (parameter("code_challenge_method") !== "S256") throw new Error(`without PKCE: ${address}`);
    const code = randomUUID();
    this.codes.set(code, {
      claims: { aud: parameter("client_id"), nonce: parameter("nonce"), ...claims },
      redirectUri: parameter("redirect_uri"),
      challenge: parameter("code_challenge"),
    });
    return { code, state: parameter("state") };
  }

  /** Answers a request to its address. */
  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found =
      request.url === "/token"
        ? this.exchange(request, await bodyOf(request))
        : this.documents()[request.url ?? ""];
    response.writeHead(found === undefined ? 400 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(found ?? { error: "invalid_grant" }));
  }

  private documents(): Readonly<Record<string, object>> {
    return {
      "/.well-known/openid-configuration": {
        issuer: ISSUER,
        jwks_uri: `${ISSUER}/keys`,
        authorization_endpoint: `${ISSUER}/authorize`,
        token_endpoint: `${ISSUER}/token`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      },
      "/keys": { keys: [{ ...this.published, kid: "1", alg: "RS256", use: "sig" }] },
    };
  }

  /** A code is good once, for who is registered and has the verifier of its challenge. */
  private exchange({ headers }: IncomingMessage, body: URLSearchParams): object | undefined {
    const { clientId, clientSecret } = this.registration;
    const code = body.get("code") ?? "";
    const granted = this.codes.get(code);
    this.codes.delete(code);
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    if (granted === undefined || headers.authorization !== `Basic ${basic}`) return undefined;
    if (challenge !== granted.challenge || body.get("redirect_uri") !== granted.redirectUri) return undefined;
    return { access_token: randomUUID(), token_type: "Bearer", id_token: this.token(granted.claims) };
  }
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
