import { Duration } from "../core/duration";
import { isLoopback, isUnspecified, socket, splitSocket } from "./addresses";
import {
  PROXY_PROTOCOL_FIELDS,
  renderProxyProtocol,
  renderXForwardedFor,
  X_FORWARDED_FOR_FIELDS,
} from "./client-address";
import { CLIENT_CERTIFICATE_KEYS, renderClientCertificates } from "./client-certificates";
import { renderExtraSettings } from "./extra-settings";
import { block, type Fields, ownedKeys, renderFields } from "./fields";
import type { JsonObject } from "./json";
import type {
  ListenerInflightRequestsLogging,
  ListenerProfiling,
  ListenerTelemetry,
  TcpListener,
} from "./listener";
import { plain } from "./relaxable";
import { responseHeaders } from "./response-headers";
import { flag, listOf, off, on, oneOf, path, type Rule, relaxable, text, time, whole } from "./rules";
import { nth, refused, type Scope, within } from "./scope";
import { checkTlsVersions, SECURE_CIPHER_SUITES } from "./tls-versions";

const MOST = 2 ** 31 - 1;
const SECOND = Duration.seconds(1);
const HOUR = Duration.hours(1);

const upTo = (most: number) => relaxable(whole(1, most), whole(1, MOST));
const within1s = (longest: Duration) => relaxable(time(SECOND, longest), time(SECOND, HOUR));

const definite: Rule<string> = (scope, value) => {
  const written = socket(scope, value);
  if (!isUnspecified(splitSocket(value).host)) return written;
  throw refused(scope, value, "an address of the node, because 0.0.0.0 serves every interface");
};

const cipherSuites: Rule<readonly string[]> = (scope, suites) => {
  listOf(oneOf<string>(...SECURE_CIPHER_SUITES), 1)(scope, suites);
  return suites.join(",");
};

export const LISTENER_TELEMETRY_FIELDS: Fields<ListenerTelemetry> = {
  unauthenticatedMetricsAccess: { key: "unauthenticated_metrics_access", rule: off },
};

export const LISTENER_PROFILING_FIELDS: Fields<ListenerProfiling> = {
  unauthenticatedPprofAccess: { key: "unauthenticated_pprof_access", rule: off },
};

export const LISTENER_INFLIGHT_FIELDS: Fields<ListenerInflightRequestsLogging> = {
  unauthenticatedInFlightRequestsAccess: { key: "unauthenticated_in_flight_requests_access", rule: off },
};

const ON_LOOPBACK: Fields<ListenerTelemetry> = {
  unauthenticatedMetricsAccess: { key: "unauthenticated_metrics_access", rule: relaxable(flag, flag) },
};

type Settings = Omit<TcpListener, "extraSettings">;

export const LISTENER_FIELDS: Fields<Settings> = {
  address: { key: "address", rule: relaxable(definite, socket), required: true },
  clusterAddress: { key: "cluster_address", rule: socket, derive: nextPort },
  tlsCertFile: { key: "tls_cert_file", rule: path, fallback: "/etc/vault.d/tls/cert.pem" },
  tlsKeyFile: { key: "tls_key_file", rule: path, fallback: "/etc/vault.d/tls/key.pem" },
  tlsMinVersion: { key: "tls_min_version", rule: oneOf("tls12", "tls13"), fallback: "tls12" },
  tlsMaxVersion: {
    key: "tls_max_version",
    rule: relaxable(oneOf<"tls12" | "tls13">("tls13"), oneOf("tls12", "tls13")),
  },
  tlsCipherSuites: { key: "tls_cipher_suites", rule: cipherSuites },
  clientCertificates: { keys: CLIENT_CERTIFICATE_KEYS, spread: renderClientCertificates, required: true },
  maxRequestSize: { key: "max_request_size", rule: upTo(33_554_432), fallback: 33_554_432 },
  maxRequestDuration: {
    key: "max_request_duration",
    rule: within1s(Duration.seconds(90)),
    fallback: Duration.seconds(90),
  },
  maxTokenHeaderSize: { key: "max_token_header_size", rule: upTo(8192), fallback: 8192 },
  maxJsonDepth: { key: "max_json_depth", rule: upTo(300), fallback: 100 },
  maxJsonStringValueLength: {
    key: "max_json_string_value_length",
    rule: upTo(1_048_576),
    fallback: 1_048_576,
  },
  maxJsonObjectEntryCount: { key: "max_json_object_entry_count", rule: upTo(10_000), fallback: 2000 },
  maxJsonArrayElementCount: { key: "max_json_array_element_count", rule: upTo(10_000), fallback: 2000 },
  maxJsonToken: { key: "max_json_token", rule: upTo(500_000), fallback: 100_000 },
  httpReadHeaderTimeout: {
    key: "http_read_header_timeout",
    rule: within1s(Duration.seconds(10)),
    fallback: Duration.seconds(10),
  },
  httpReadTimeout: {
    key: "http_read_timeout",
    rule: within1s(Duration.seconds(30)),
    fallback: Duration.seconds(30),
  },
  httpIdleTimeout: {
    key: "http_idle_timeout",
    rule: within1s(Duration.minutes(5)),
    fallback: Duration.minutes(5),
  },
  httpWriteTimeout: { key: "http_write_timeout", rule: time(Duration.seconds(0), Duration.hours(24)) },
  redactAddresses: { key: "redact_addresses", rule: on, fallback: true },
  redactClusterName: { key: "redact_cluster_name", rule: on, fallback: true },
  redactVersion: { key: "redact_version", rule: on, fallback: true },
  disableReplicationStatusEndpoints: {
    key: "disable_replication_status_endpoints",
    rule: on,
    fallback: true,
  },
  disableRequestLimiter: { key: "disable_request_limiter", rule: off },
  customResponseHeaders: { key: "custom_response_headers", rule: responseHeaders },
  proxyProtocol: { keys: [...ownedKeys(PROXY_PROTOCOL_FIELDS).keys()], spread: renderProxyProtocol },
  xForwardedFor: { keys: [...ownedKeys(X_FORWARDED_FOR_FIELDS).keys()], spread: renderXForwardedFor },
  chrootNamespace: {
    key: "chroot_namespace",
    rule: text(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*\/?$/, "the path of a namespace"),
  },
  telemetry: { key: "telemetry", rule: block(LISTENER_TELEMETRY_FIELDS) },
  profiling: { key: "profiling", rule: block(LISTENER_PROFILING_FIELDS) },
  inflightRequestsLogging: { key: "inflight_requests_logging", rule: block(LISTENER_INFLIGHT_FIELDS) },
};

const LOOPBACK_FIELDS: Fields<Settings> = {
  ...LISTENER_FIELDS,
  telemetry: { key: "telemetry", rule: block(ON_LOOPBACK) },
};

const OWNED = ownedKeys(LISTENER_FIELDS);

const NEVER = new Map([
  ["tls_disable", "TLS is always on (rule TLS-01)"],
  ["tls_prefer_server_cipher_suites", "it has no effect any more (rule TLS-02)"],
  ["type", "every listener is tcp"],
  ["socket_mode", "every listener is tcp"],
  ["socket_user", "every listener is tcp"],
  ["socket_group", "every listener is tcp"],
]);

/** The rule for the listeners of a server. */
export const listeners: Rule<readonly TcpListener[]> = (scope, all) => {
  if (!Array.isArray(all) || all.length === 0) throw refused(scope, all, "a list of one or more listeners");
  const written = all.map((each: TcpListener, i) => ({ tcp: renderListener(nth(scope, i), each) }));
  refuseCollisions(
    scope,
    written.flatMap(({ tcp }) => [String(tcp.address), String(tcp.cluster_address)]),
  );
  return written;
};

function renderListener(scope: Scope, listener: TcpListener): JsonObject {
  const { extraSettings, ...settings } = listener;
  const fields = servesLoopback(listener) ? LOOPBACK_FIELDS : LISTENER_FIELDS;
  const written = renderFields(scope, fields, settings);
  checkTlsVersions(scope, listener);
  if (listener.proxyProtocol !== undefined && listener.xForwardedFor !== undefined) {
    throw refused(
      within(scope, "x_forwarded_for_authorized_addrs"),
      undefined,
      "one source of clients' addresses: the PROXY protocol or X-Forwarded-For",
    );
  }
  return { ...written, ...renderExtraSettings(scope, extraSettings, OWNED, NEVER) };
}

function servesLoopback({ address }: TcpListener): boolean {
  const host = plain(address);
  return typeof host === "string" && isLoopback(splitSocket(host).host);
}

function nextPort({ address }: Settings): string {
  const { host, port } = splitSocket(plain(address));
  return `${host}:${port + 1}`;
}

function refuseCollisions(scope: Scope, sockets: readonly string[]): void {
  const all = sockets.map(splitSocket);
  const clash = all.find((a, i) =>
    all
      .slice(i + 1)
      .some((b) => a.port === b.port && (a.host === b.host || [a, b].some((c) => isUnspecified(c.host)))),
  );
  if (clash === undefined) return;
  throw refused(
    scope,
    `${clash.host}:${clash.port}`,
    "a different port for each address and cluster_address",
    "leave two ports to each listener: 8200 and 8201, 8202 and 8203",
  );
}
