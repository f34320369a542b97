import type { Duration } from "../core/duration";
import type { ProxyProtocol, XForwardedFor } from "./client-address";
import type { ClientCertificates } from "./client-certificates";
import type { ExtraSettings } from "./extra-settings";
import type { Relaxable } from "./relaxable";
import type { ResponseHeaders } from "./response-headers";

/** Version of TLS that Vault may speak; older ones do not exist here (rule TLS-02). */
export type TlsVersion = "tls12" | "tls13";

/** Who may read metrics of a listener. */
export interface ListenerTelemetry {
  /** Serves metrics without a token. True is fine on loopback; elsewhere it needs a reason (rule CFG-03). @default false */
  readonly unauthenticatedMetricsAccess?: Relaxable<boolean>;
}

/** Who may profile Vault through a listener. */
export interface ListenerProfiling {
  /** Serves pprof without a token. @default false (rule CFG-02: profiles show memory) */
  readonly unauthenticatedPprofAccess?: Relaxable<boolean>;
}

/** Who may see the requests in flight through a listener. */
export interface ListenerInflightRequestsLogging {
  /** Serves them without a token. @default false (rule CFG-03) */
  readonly unauthenticatedInFlightRequestsAccess?: Relaxable<boolean>;
}

/** Settings of a listener that anybody may choose. */
export interface ListenerOptions {
  /** Oldest version of TLS. @default "tls12" (rule TLS-02; "tls13" is better where all clients and probes know it) */
  readonly tlsMinVersion?: TlsVersion;
  /** Newest version of TLS. Less than the newest needs a reason. @default - Vault's own: "tls13" (rule TLS-02) */
  readonly tlsMaxVersion?: Relaxable<TlsVersion>;
  /**
   * Cipher suites, by their Go names. Only with `tlsMaxVersion` tls12, because Go does not let anybody choose those
   * of TLS 1.3.
   *
   * @default - Go's own choice (rule TLS-02)
   */
  readonly tlsCipherSuites?: readonly string[];
  /**
   * Largest request in bytes: 1 to 33554432. Unlimited does not exist here. Raft snapshots are exempt in Vault.
   *
   * @default 33554432 (Vault's own, written out for rule CFG-04)
   */
  readonly maxRequestSize?: Relaxable<number>;
  /** Longest request: 1 to 90 seconds. @default Duration.seconds(90) (Vault's own, written out for rule CFG-04) */
  readonly maxRequestDuration?: Relaxable<Duration>;
  /** Largest token in a header, in bytes: 1 to 8192. @default 8192 (Vault's own, written out for rule CFG-04) */
  readonly maxTokenHeaderSize?: Relaxable<number>;
  /**
   * Deepest nesting of JSON in a request: 1 to 300.
   *
   * @default 100 (CVE-2025-6203: HashiCorp advises to tune the JSON limits down; rule CFG-04)
   */
  readonly maxJsonDepth?: Relaxable<number>;
  /** Longest string in a JSON request, in bytes: 1 to 1048576. @default 1048576 (Vault's own; rule CFG-04) */
  readonly maxJsonStringValueLength?: Relaxable<number>;
  /** Most entries of an object in a JSON request: 1 to 10000. @default 2000 (CVE-2025-6203; rule CFG-04) */
  readonly maxJsonObjectEntryCount?: Relaxable<number>;
  /** Most elements of a list in a JSON request: 1 to 10000. @default 2000 (CVE-2025-6203; rule CFG-04) */
  readonly maxJsonArrayElementCount?: Relaxable<number>;
  /** Most tokens (names, values, brackets) of a JSON request: 1 to 500000. @default 100000 (CVE-2025-6203; rule CFG-04) */
  readonly maxJsonToken?: Relaxable<number>;
  /** Longest wait for the headers of a request: 1 to 10 seconds. @default Duration.seconds(10) (rule CFG-04) */
  readonly httpReadHeaderTimeout?: Relaxable<Duration>;
  /** Longest wait for a whole request: 1 to 30 seconds. @default Duration.seconds(30) (rule CFG-04) */
  readonly httpReadTimeout?: Relaxable<Duration>;
  /** Longest wait for the next request of a connection: 1 second to 5 minutes. @default Duration.minutes(5) (rule CFG-04) */
  readonly httpIdleTimeout?: Relaxable<Duration>;
  /**
   * Longest time to write a response. A finite one cuts snapshots and `vault monitor`.
   *
   * @default - Vault's own: no limit; `maxRequestDuration` limits the work
   */
  readonly httpWriteTimeout?: Duration;
  /** Leaves the addresses of nodes out of answers without a token. @default true (rule CFG-05) */
  readonly redactAddresses?: Relaxable<boolean>;
  /** Leaves the cluster's name out of answers without a token. @default true (rule CFG-05) */
  readonly redactClusterName?: Relaxable<boolean>;
  /** Leaves the version out of answers without a token. @default true (rule CFG-05) */
  readonly redactVersion?: Relaxable<boolean>;
  /** Does not serve the state of replication without a token. @default true (rule CFG-05) */
  readonly disableReplicationStatusEndpoints?: Relaxable<boolean>;
  /** Turns the adaptive limiter of requests off. Enterprise only. @default - Vault's own: false */
  readonly disableRequestLimiter?: Relaxable<boolean>;
  /**
   * Headers that Vault adds to responses. `X-Vault-*` is refused, and so is a weaker HSTS (rule CFG-05).
   *
   * @default - Vault's own: HSTS for a year with subdomains
   */
  readonly customResponseHeaders?: ResponseHeaders;
  /** Takes clients' addresses from the PROXY protocol (rule CFG-06). @default - those of the connections */
  readonly proxyProtocol?: ProxyProtocol;
  /** Takes clients' addresses from X-Forwarded-For (rule CFG-06). @default - those of the connections */
  readonly xForwardedFor?: XForwardedFor;
  /** Namespace that all requests of the listener are in. Enterprise only. @default - none */
  readonly chrootNamespace?: string;
  /** Who may read metrics. @default - only tokens with a policy for it */
  readonly telemetry?: ListenerTelemetry;
  /** Who may profile. @default - only tokens with a policy for it */
  readonly profiling?: ListenerProfiling;
  /** Who may see requests in flight. @default - only tokens with a policy for it */
  readonly inflightRequestsLogging?: ListenerInflightRequestsLogging;
  /**
   * Settings that this interface lacks, under Vault's names.
   *
   * @default - none
   */
  readonly extraSettings?: ExtraSettings;
}

/** An address that Vault serves its API on: TCP with TLS; there is no prop to turn TLS off (rule TLS-01). */
export interface TcpListener extends ListenerOptions {
  /** Address and port of the API: `@LOCAL_IPV4@:8200`. Every interface (0.0.0.0) needs a reason. */
  readonly address: Relaxable<string>;
  /**
   * Address and port for the other nodes. Each listener opens one; they must not collide.
   *
   * @default - the same host, the port after the one of `address`
   */
  readonly clusterAddress?: string;
  /** Path of the certificate, its chain behind it. SIGHUP reads it again. @default "/etc/vault.d/tls/cert.pem" */
  readonly tlsCertFile?: string;
  /** Path of the certificate's key. SIGHUP reads it again. @default "/etc/vault.d/tls/key.pem" */
  readonly tlsKeyFile?: string;
  /** Whether clients must show a certificate (rule TLS-04). */
  readonly clientCertificates: ClientCertificates;
}
