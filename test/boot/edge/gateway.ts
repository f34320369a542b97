import { readFileSync } from "node:fs";
import {
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainly,
  type ServerResponse,
} from "node:http";
import { Agent, createServer, type Server, request as securely } from "node:https";
import type { TLSSocket } from "node:tls";
import { accessKey, apiCall, bucketOfHost, type Call, objectCall } from "./call";
import { lifecycleCall } from "./lifecycle";
import { SLOW } from "./protocol";
import type { EdgeState } from "./state";

/**
 * Answers for the AWS names of the applied endpoints and hands each call to the emulator that plays the service, its
 * host name untouched, because it is signed.
 */
export function gateway(state: EdgeState): Server {
  const { certificate } = state.settings;
  const forward = forwarder(state);
  const server = createServer(
    { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) },
    (request, response) => {
      const host = (request.headers.host ?? "").split(":")[0] ?? "";
      const bucket = bucketOfHost(host)?.bucket;
      const service = bucket === undefined ? (host.split(".")[0] ?? "") : "s3";
      const source = (request.socket.remoteAddress ?? "").replace("::ffff:", "");
      const key = accessKey({ headers: request.headers, url: request.url ?? "/" });
      // By the name that was called: who hands a signed request on, as Vault does at a login, leaves the signer's host in it.
      const called = servernameOf(request) ?? host;
      const region = bucketOfHost(called)?.region ?? called.split(".")[1];
      const fault = state.fault(service, source, region);
      const log = (call: Call, status: number) =>
        state.log({
          source,
          service,
          region,
          ...call,
          accessKey: key,
          status,
          fault: fault?.kind,
        });

      if (bucket !== undefined && fault === undefined) {
        const call = objectCall(bucket, {
          method: request.method ?? "",
          url: request.url ?? "/",
          headers: request.headers,
        });
        forward(service, request, response, undefined, (status) => log(call, status));
        return;
      }
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const asked = {
          host,
          method: request.method ?? "",
          url: request.url ?? "/",
          headers: request.headers,
          body: body.toString("utf8"),
        };
        const call = bucket === undefined ? apiCall(asked) : objectCall(bucket, asked);
        const answer = (status: number, text: string, type: string) => {
          log(call, status);
          response.writeHead(status, { "Content-Type": type }).end(text);
        };
        const serve = () => {
          const own = service === "autoscaling" ? lifecycleCall(state, asked) : undefined;
          if (own !== undefined) answer(own.status, own.body, "text/xml");
          else forward(service, request, response, body, (status) => log(call, status));
        };
        if (fault === undefined) serve();
        else if (fault.kind === "slow") setTimeout(serve, SLOW);
        else if (fault.kind === "deny")
          answer(403, refusal(asked.headers, call), "application/x-amz-json-1.1");
        else if (typeof fault.kind === "number") answer(fault.kind, "", "text/plain");
        else {
          log(call, 0);
          // A hanging service has accepted and never answers.
          if (fault.kind === "reset") request.socket.destroy();
        }
      });
    },
  );
  server.on("clientError", (_, socket) => socket.destroy());
  return server.listen(443);
}

/** The name that a client said in its handshake. */
function servernameOf({ socket }: IncomingMessage): string | undefined {
  const { servername } = socket as TLSSocket;
  return typeof servername === "string" ? servername : undefined;
}

function refusal(headers: IncomingMessage["headers"], { action }: Call): string {
  const message = `not authorized to perform ${action} (a fault of the test)`;
  return headers["x-amz-target"] === undefined
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`
    : JSON.stringify({ __type: "AccessDeniedException", Message: message, message });
}

type Forward = (
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | undefined,
  done: (status: number) => void,
) => void;

function forwarder({ settings }: EdgeState): Forward {
  const { emulators, moto } = settings;
  const plain = new PlainAgent({ keepAlive: true });
  const secure = new Agent({ keepAlive: true, ca: readFileSync(emulators.authority) });
  return (service, request, response, body, done) => {
    const common = { method: request.method, path: request.url, headers: request.headers };
    const handle = (answer: IncomingMessage) => {
      done(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    };
    const onward = moto.includes(service)
      ? plainly({ ...common, socketPath: emulators.moto, agent: plain }, handle)
      : securely(
          { ...common, socketPath: emulators.ministack, servername: "localhost", agent: secure },
          handle,
        );
    onward.on("error", (error) => {
      done(502);
      if (!response.headersSent) response.writeHead(502);
      response.end(error.message);
    });
    if (body === undefined) request.pipe(onward);
    else onward.end(body);
  };
}
