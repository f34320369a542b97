import { Duration } from "../core/duration";
import { httpsOrigin } from "./addresses";
import type { RefusedSettings } from "./extra-settings";
import { type Fields, ownedKeys } from "./fields";
import { listeners } from "./listener-fields";
import { storage } from "./raft";
import { reporting } from "./reporting";
import { flag, listOf, off, on, oneOf, path, type Rule, relaxable, text, time, whole } from "./rules";
import { seals } from "./seal-stanza";
import type { LogLevel, ServerConfiguration, UnauthenticatedEndpoint } from "./server-configuration";
import { telemetry } from "./telemetry";
import { userLockout } from "./user-lockout";

/** The props of a server configuration that have a rule each. */
export type RuledProps = Omit<ServerConfiguration, "extraSettings">;

const SECOND = Duration.seconds(1);
const YEAR = Duration.days(365);
const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error"];

/** Length of leases, and where audit logs are, unless the user says otherwise. */
export const SERVER_DEFAULTS = {
  defaultLeaseTtl: Duration.hours(1),
  maxLeaseTtl: Duration.hours(24),
  auditDirectory: "/var/log/vault",
} as const;

const ttl = (longest: Duration) => relaxable(time(SECOND, longest), time(SECOND, YEAR));
const noneOf = <T extends string>(...values: readonly T[]) =>
  relaxable<readonly T[]>(emptyList, listOf(oneOf(...values)));

const emptyList: Rule<readonly string[]> = (scope, value) => listOf<string>(oneOf<string>())(scope, value);

const deadlocks: Rule<readonly ("statelock" | "quotas" | "expiration")[]> = (scope, value) => {
  listOf(oneOf("statelock", "quotas", "expiration"))(scope, value);
  return value.join(",");
};

const modelOnly: Rule<string> = (scope, value) => {
  path(scope, value);
  return undefined;
};

/** How each prop is written, in the order of the document: who, security, limits, logs, debugging, Enterprise, blocks. */
export const SERVER_FIELDS: Fields<RuledProps> = {
  clusterName: {
    key: "cluster_name",
    rule: text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, "1 to 63 letters, digits, - and _"),
    required: true,
  },
  apiAddr: { key: "api_addr", rule: httpsOrigin, required: true },
  clusterAddr: { key: "cluster_addr", rule: httpsOrigin, required: true },
  disableMlock: { key: "disable_mlock", rule: on, fallback: true },
  ui: { key: "ui", rule: flag, fallback: false },
  defaultLeaseTtl: {
    key: "default_lease_ttl",
    rule: ttl(Duration.hours(24)),
    fallback: SERVER_DEFAULTS.defaultLeaseTtl,
  },
  maxLeaseTtl: { key: "max_lease_ttl", rule: ttl(Duration.hours(72)), fallback: SERVER_DEFAULTS.maxLeaseTtl },
  defaultMaxRequestDuration: {
    key: "default_max_request_duration",
    rule: relaxable(time(SECOND, Duration.seconds(90)), time(SECOND, Duration.hours(1))),
    fallback: Duration.seconds(90),
  },
  rawStorageEndpoint: { key: "raw_storage_endpoint", rule: off, fallback: false },
  introspectionEndpoint: { key: "introspection_endpoint", rule: off, fallback: false },
  enableUnauthenticatedAccess: {
    key: "enable_unauthenticated_access",
    rule: noneOf<UnauthenticatedEndpoint>("rekey", "generate-root", "generate-operation-token"),
  },
  denySlashInTemplatedPaths: { key: "deny_slash_in_templated_paths", rule: on, fallback: true },
  allowAuditLogPrefixing: { key: "allow_audit_log_prefixing", rule: off, fallback: false },
  pluginDirectory: { key: "plugin_directory", rule: path },
  pluginFileUid: { key: "plugin_file_uid", rule: whole(0, 2 ** 32 - 2) },
  pluginFilePermissions: {
    key: "plugin_file_permissions",
    rule: text(/^0?[0-7][0145][0145]$/, "an octal mode that only the owner may write, such as 0750"),
  },
  pluginTmpdir: { key: "plugin_tmpdir", rule: path },
  logLevel: {
    key: "log_level",
    rule: relaxable(oneOf<LogLevel>("info", "warn", "error"), oneOf(...LEVELS)),
    fallback: "info",
  },
  logFormat: {
    key: "log_format",
    rule: relaxable(oneOf<"json" | "standard">("json"), oneOf("json", "standard")),
    fallback: "json",
  },
  logFile: { key: "log_file", rule: path },
  logRotateDuration: { key: "log_rotate_duration", rule: time(Duration.minutes(1), YEAR) },
  logRotateBytes: { key: "log_rotate_bytes", rule: whole(1, Number.MAX_SAFE_INTEGER) },
  logRotateMaxFiles: { key: "log_rotate_max_files", rule: whole(0, 10_000) },
  logRequestsLevel: {
    key: "log_requests_level",
    rule: relaxable(oneOf<"off" | LogLevel>("off"), oneOf<"off" | LogLevel>("off", ...LEVELS)),
    fallback: "off",
  },
  enableResponseHeaderHostname: { key: "enable_response_header_hostname", rule: off, fallback: false },
  enableResponseHeaderRaftNodeId: {
    key: "enable_response_header_raft_node_id",
    rule: off,
    fallback: false,
  },
  experiments: {
    key: "experiments",
    rule: relaxable<readonly string[]>(emptyList, listOf(text(/^[a-z0-9.-]+$/, "the name of an experiment"))),
  },
  enablePostUnsealTrace: { key: "enable_post_unseal_trace", rule: off, fallback: false },
  postUnsealTraceDirectory: { key: "post_unseal_trace_directory", rule: path },
  detectDeadlocks: { key: "detect_deadlocks", rule: relaxable(emptyList, deadlocks) },
  disableCache: { key: "disable_cache", rule: flag },
  cacheSize: { key: "cache_size", rule: whole(1, 10_000_000) },
  pidFile: { key: "pid_file", rule: path },
  impreciseLeaseRoleTracking: { key: "imprecise_lease_role_tracking", rule: off },
  licensePath: { key: "license_path", rule: path },
  disableSealwrap: { key: "disable_sealwrap", rule: off },
  disablePerformanceStandby: { key: "disable_performance_standby", rule: flag },
  administrativeNamespacePath: {
    key: "administrative_namespace_path",
    rule: text(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*\/?$/, "the path of a namespace"),
  },
  removeIrrevocableLeaseAfter: {
    key: "remove_irrevocable_lease_after",
    rule: time(Duration.days(2), YEAR),
  },
  enableMultiseal: { key: "enable_multiseal", rule: flag },
  listeners: { key: "listener", rule: listeners, required: true },
  storage: { key: "storage", rule: storage, required: true },
  seals: { key: "seal", rule: seals, required: true },
  telemetry: { key: "telemetry", rule: telemetry, fallback: {} },
  userLockout: { key: "user_lockout", rule: userLockout, fallback: {} },
  reporting: { key: "reporting", rule: reporting },
  auditDirectory: { key: "audit_directory", rule: modelOnly, fallback: SERVER_DEFAULTS.auditDirectory },
};

/** The prop for each of Vault's names at the top level. */
export const SERVER_KEYS: ReadonlyMap<string, string> = ownedKeys(SERVER_FIELDS);

/** Settings that stay out on purpose. */
export const NEVER_AT_TOP: RefusedSettings = new Map([
  ["ha_storage", "Raft coordinates itself (rule CFG-12)"],
  ["backend", "it is another name of storage, which is Raft (rule CFG-12)"],
  ["ha_backend", "Raft coordinates itself (rule CFG-12)"],
  ["hsm", "it is an old name of seal"],
  ["disable_clustering", "Raft needs clustering"],
  ["cluster_cipher_suites", "Vault chooses the suites of the cluster's own traffic"],
]);
