import type { Duration } from "../core/duration";
import type { ExtraSettings } from "./extra-settings";
import type { TcpListener } from "./listener";
import type { Storage } from "./raft";
import type { Relaxable } from "./relaxable";
import type { Reporting } from "./reporting";
import type { SealStanza } from "./seal-stanza";
import type { Telemetry } from "./telemetry";
import type { UserLockout } from "./user-lockout";

/** How much the server logs, most to least. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** An endpoint that Vault 2 serves to tokens only, unless told otherwise. */
export type UnauthenticatedEndpoint = "rekey" | "generate-root" | "generate-operation-token";

/**
 * Settings of a Vault server that anybody may choose. Props carry Vault's own names in camel case.
 *
 * A default is the secure value. A prop without one is left to Vault, whose own default is secure then. A weaker
 * value needs `{ value, reason }`, and shows in reports.
 */
export interface ServerOptions {
  /**
   * Does not lock memory. With Raft, HashiCorp advises true and no swap; Vault 1.20 and newer refuse to start
   * without a choice (rule CFG-01).
   *
   * @default true
   */
  readonly disableMlock?: Relaxable<boolean>;
  /** Serves the web interface on every listener. @default false (rule CFG-05: opt in) */
  readonly ui?: boolean;
  /**
   * Length of leases unless a mount says otherwise: up to 24 hours.
   *
   * @default Duration.hours(1) (rule CFG-10; Vault's own of 768 hours keeps a stolen token alive for a month)
   */
  readonly defaultLeaseTtl?: Relaxable<Duration>;
  /** Longest lease unless a mount says otherwise: up to 72 hours. @default Duration.hours(24) (rule CFG-10) */
  readonly maxLeaseTtl?: Relaxable<Duration>;
  /** Longest request where the listener does not say: up to 90 seconds. @default Duration.seconds(90) (rule CFG-04) */
  readonly defaultMaxRequestDuration?: Relaxable<Duration>;
  /** Serves `sys/raw`, which decrypts anything. @default false (rule CFG-02) */
  readonly rawStorageEndpoint?: Relaxable<boolean>;
  /** Serves the inside of the process. @default false (rule CFG-02) */
  readonly introspectionEndpoint?: Relaxable<boolean>;
  /**
   * Endpoints that need no token, for break-glass only. Vault 2.0 and newer.
   *
   * @default - Vault's own: none (rule CFG-03)
   */
  readonly enableUnauthenticatedAccess?: Relaxable<readonly UnauthenticatedEndpoint[]>;
  /** Refuses slashes in values that templated policies insert. @default true (CVE-2026-5006; HashiCorp production hardening) */
  readonly denySlashInTemplatedPaths?: Relaxable<boolean>;
  /** Lets audit devices write a prefix. @default false (CVE-2025-6000; rule CFG-07) */
  readonly allowAuditLogPrefixing?: Relaxable<boolean>;
  /**
   * Directory of external plugins: root-owned, no link, apart from the data and the audit logs (rule CFG-07).
   *
   * @default - none: no external plugins
   */
  readonly pluginDirectory?: string;
  /** User id that owns plugins. @default - Vault's own: the user of the server */
  readonly pluginFileUid?: number;
  /** Mode of plugin files, octal: `0750`. Not writable for others. @default - Vault's own */
  readonly pluginFilePermissions?: string;
  /** Directory for the sockets of plugins in containers. Clashes with PrivateTmp. @default - Vault's own */
  readonly pluginTmpdir?: string;
  /** How much the server logs: info, warn or error. The others may log secrets. @default "info" (rule CFG-08) */
  readonly logLevel?: Relaxable<LogLevel>;
  /** How it logs. @default "json" (rule CFG-08: metric filters read it) */
  readonly logFormat?: Relaxable<"json" | "standard">;
  /** File to log to, under a directory that the unit may write. @default - none: the journal (rule CFG-08) */
  readonly logFile?: string;
  /** Age at which the log file is rotated. @default - Vault's own: 24 hours */
  readonly logRotateDuration?: Duration;
  /** Size in bytes at which the log file is rotated: 1 and more. @default - Vault's own: none */
  readonly logRotateBytes?: number;
  /** Rotated log files that are kept: 0 (all) to 10000. @default - Vault's own: 0 */
  readonly logRotateMaxFiles?: number;
  /** Level at which finished requests are logged, paths included. @default "off" (rule CFG-08) */
  readonly logRequestsLevel?: Relaxable<"off" | LogLevel>;
  /** Names the host in each response. @default false (rule CFG-05) */
  readonly enableResponseHeaderHostname?: Relaxable<boolean>;
  /** Names the Raft node in each response. @default false (rule CFG-05) */
  readonly enableResponseHeaderRaftNodeId?: Relaxable<boolean>;
  /** Experiments to enable. HashiCorp: not in production. @default - none (rule CFG-02) */
  readonly experiments?: Relaxable<readonly string[]>;
  /** Writes a trace after unsealing. @default false (rule CFG-02) */
  readonly enablePostUnsealTrace?: Relaxable<boolean>;
  /** Directory of these traces. @default - Vault's own */
  readonly postUnsealTraceDirectory?: string;
  /** Locks to watch for deadlocks; slow. @default - none */
  readonly detectDeadlocks?: Relaxable<readonly ("statelock" | "quotas" | "expiration")[]>;
  /** Turns the cache of reads off. @default - Vault's own: false */
  readonly disableCache?: boolean;
  /** Entries in the cache of reads: 1 to 10 million. @default - Vault's own: 131072 */
  readonly cacheSize?: number;
  /** File with the id of the process. @default - none: systemd knows it */
  readonly pidFile?: string;
  /** Counts leases per role at mounts without a role's quota no more. Weakens quotas. @default - Vault's own: false */
  readonly impreciseLeaseRoleTracking?: Relaxable<boolean>;
  /** Path of the licence, root:vault 0640. Enterprise only. @default - none */
  readonly licensePath?: string;
  /** Does not wrap values with the seal. Enterprise only. @default - Vault's own: false */
  readonly disableSealwrap?: Relaxable<boolean>;
  /** Standbys serve no reads. Enterprise only. @default - Vault's own: false */
  readonly disablePerformanceStandby?: boolean;
  /** Namespace with some of root's system endpoints. Enterprise only. @default - none */
  readonly administrativeNamespacePath?: string;
  /** How long after expiry a lease that cannot be revoked is removed: 2 days or more. Enterprise only. @default - never */
  readonly removeIrrevocableLeaseAfter?: Duration;
  /** Allows several seals at once. Enterprise only. @default - Vault's own: false */
  readonly enableMultiseal?: boolean;
  /** Metrics. @default - statsd on loopback, Prometheus kept for 24 hours (rule MON-01) */
  readonly telemetry?: Telemetry;
  /** Lockout of users after failed logins. @default - 5 failures, 30 minutes (rule CFG-11) */
  readonly userLockout?: UserLockout;
  /** What Enterprise reports about itself. Enterprise only. @default - Vault's own */
  readonly reporting?: Reporting;
  /**
   * Directory of the audit logs. Vault does not read this from its file: the model does, to keep plugins and server
   * logs apart from it.
   *
   * @default "/var/log/vault"
   */
  readonly auditDirectory?: string;
  /**
   * Settings that this interface lacks, under Vault's names.
   *
   * @default - none
   */
  readonly extraSettings?: ExtraSettings;
}

/** The configuration file of a Vault server: what was chosen, and what ties the nodes together. */
export interface ServerConfiguration extends ServerOptions {
  /** Name of the cluster, explicit because it becomes a part of names of metrics (rule MON-01). */
  readonly clusterName: string;
  /** Address of this node for clients and other nodes: `https://@LOCAL_IPV4@:8200` (rule TLS-01). */
  readonly apiAddr: string;
  /** Address of this node for the cluster's own traffic: `https://@LOCAL_IPV4@:8201`. Raft needs it (rule CFG-12). */
  readonly clusterAddr: string;
  /** Addresses that the API is served on. */
  readonly listeners: readonly TcpListener[];
  /** Where the data are. */
  readonly storage: Storage;
  /** What unseals Vault: one, or up to three with `enableMultiseal` or while migrating (rule SEAL-01). */
  readonly seals: readonly SealStanza[];
}
