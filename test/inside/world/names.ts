import { readFileSync } from "node:fs";
import { createServer, type Server, request as securely } from "node:https";
import type { KeyPair } from "../../boot/authorities";

/** Issuer of tokens of the world, by the name that `JwtLogin` is told. */
export const ISSUER = "https://sso.corp.example";

/**
 * Answers at port 443 for the names that Vault and its clients call: STS, which the emulator plays (its host name stays,
 * because it is signed), and an issuer of tokens.
 */
export function answerNames(given: {
  readonly certificate: KeyPair;
  /** URL and certificate of the emulator. */
  readonly emulator: { readonly url: string; readonly authority: string };
  /** Public key of the issuer. */
  readonly issuerKey: object;
}): Promise<Server> {
  const { certificate, emulator, issuerKey } = given;
  const authority = readFileSync(emulator.authority);
  const issuer: Readonly<Record<string, object>> = {
    "/.well-known/openid-configuration": {
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/keys`,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    },
    "/keys": { keys: [{ ...issuerKey, kid: "1", alg: "ES256", use: "sig" }] },
  };
  const server = createServer(
    { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) },
    (request, response) => {
      if (request.headers.host === "sso.corp.example") {
        const found = issuer[request.url ?? ""];
        response.writeHead(found === undefined ? 404 : 200, { "Content-Type": "application/json" });
        response.end(JSON.stringify(found ?? {}));
        return;
      }
      const { method, url, headers } = request;
      const onward = securely(
        emulator.url,
        // As it came: Vault asks for //, and the signature is over what AWS makes of that.
        { method, path: url, headers, ca: authority, checkServerIdentity: () => undefined },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.once("error", () => response.writeHead(502).end());
      request.pipe(onward);
    },
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(443, "127.0.0.1", () => resolve(server));
  });
}
