import { readFileSync } from "node:fs";
import { createServer, type Server, request as securely } from "node:https";
import type { KeyPair } from "../../boot/authorities";
import type { Issuer } from "./issuer";

/**
 * Answers at port 443 for the names that Vault and its clients call: STS, which the emulator plays (its host name stays,
 * because it is signed), and an issuer of tokens.
 */
export function answerNames(given: {
  readonly certificate: KeyPair;
  /** URL and certificate of the emulator. */
  readonly emulator: { readonly url: string; readonly authority: string };
  readonly issuer: Issuer;
}): Promise<Server> {
  const { certificate, emulator, issuer } = given;
  const authority = readFileSync(emulator.authority);
  const server = createServer(
    { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) },
    (request, response) => {
      if (request.headers.host === "sso.corp.example") {
        void issuer.answer(request, response);
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
