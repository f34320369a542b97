import { request as securely } from "node:https";
import { TLSSocket } from "node:tls";
import type { ClientAnswer, ClientRequest, Connection } from "./protocol";

/** Asks once, on a connection of its own. */
export function ask(
  connection: Connection,
  { method, path, headers, body }: ClientRequest,
): Promise<ClientAnswer> {
  const limit = connection.limit ?? 3000;
  return new Promise((resolve) => {
    let serial: string | undefined;
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ status: 0, body: "", error: error.code ?? error.message, serial });
    const request = securely({
      host: connection.address,
      port: connection.port,
      servername: connection.servername,
      ca: connection.authorities,
      cert: connection.certificate?.certificate,
      key: connection.certificate?.key,
      rejectUnauthorized: connection.verify ?? true,
      localAddress: connection.from,
      minVersion: connection.minVersion,
      maxVersion: connection.maxVersion,
      // Old versions need what this program's own TLS would refuse: the server must be the one that refuses.
      ciphers: connection.maxVersion === undefined ? undefined : "DEFAULT@SECLEVEL=0",
      agent: false,
      method,
      path,
      headers: { Host: connection.servername, ...headers },
    });
    const timer = setTimeout(() => {
      request.destroy();
      resolve({ status: 0, body: "", error: "TIMEOUT", serial });
    }, limit);
    request.once("socket", (socket) =>
      socket.once("secureConnect", () => {
        if (socket instanceof TLSSocket) serial = socket.getPeerCertificate().serialNumber;
      }),
    );
    request.once("error", (error) => {
      clearTimeout(timer);
      fail(error);
    });
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", fail);
      response.once("end", () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8"), serial });
      });
    });
    request.end(body);
  });
}
