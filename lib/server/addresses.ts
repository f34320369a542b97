import { type Rule, text } from "./rules";
import { refused } from "./scope";

const FACT = "@[A-Z0-9_]+@";
const IPV4 = "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const IPV6 = "\\[[0-9a-fA-F:]+\\]";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const NAME = `(?=[A-Za-z0-9.-]*[A-Za-z])${LABEL}(?:\\.${LABEL})*`;
const HOST = `(?:${FACT}|${IPV4}|${IPV6}|${NAME})`;

const SOCKET = new RegExp(`^(${HOST}):([1-9]\\d{0,4})$`);
const HTTPS = new RegExp(`^https://(${HOST})(:[1-9]\\d{0,4})?$`);

/** A host name, `vault.corp.example`. */
export const hostName: Rule<string> = text(new RegExp(`^${NAME}$`), "a host name such as vault.corp.example");

/** Host and port; the host may be a fact of the node: `@LOCAL_IPV4@:8200`. */
export const socket: Rule<string> = (scope, value) => {
  const written = text(SOCKET, "an address and a port, such as @LOCAL_IPV4@:8200")(scope, value);
  if (splitSocket(value).port > 65_535) throw refused(scope, value, "a port up to 65535");
  return written;
};

/** Host and port of this very node: what is sent there is not encrypted. */
export const loopbackSocket: Rule<string> = (scope, value) => {
  const written = socket(scope, value);
  if (isLoopback(splitSocket(value).host)) return written;
  throw refused(
    scope,
    value,
    "an address on loopback, because this protocol is plain text",
    "send to an agent on the node, 127.0.0.1:8125, and let it forward over TLS",
  );
};

/** `https://` and a host that other nodes can reach. Neither loopback nor the unspecified address. */
export const httpsOrigin: Rule<string> = (scope, value) => {
  const written = text(HTTPS, "https://, a host and a port, such as https://@LOCAL_IPV4@:8200")(scope, value);
  const host = HTTPS.exec(value)?.[1] ?? "";
  if (!isLoopback(host) && !isUnspecified(host)) return written;
  throw refused(scope, value, "an address that the other nodes can reach: not loopback, not unspecified");
};

/** The parts of `host:port`. */
export function splitSocket(value: string): { readonly host: string; readonly port: number } {
  const colon = value.lastIndexOf(":");
  return { host: value.slice(0, colon), port: Number(value.slice(colon + 1)) };
}

/** Whether a host is this very node. */
export function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === "[::1]" || host.toLowerCase() === "localhost";
}

/** Whether a host means every interface. */
export function isUnspecified(host: string): boolean {
  return host === "0.0.0.0" || /^\[[0:]+\]$/.test(host);
}
