import { Duration } from "../../lib/core/duration";
import { relaxationsOf, renderServerConfiguration, type ServerConfiguration } from "../../lib/server";
import { ENTERPRISE, hardened, NEWEST, put, REASON, refusal, setting } from "./support";

const withSetting = (prop: string, value: unknown): ServerConfiguration => put(hardened(), prop, value);

describe("a server configuration", () => {
  test.each([
    ["disableMlock", "disable_mlock", false],
    ["rawStorageEndpoint", "raw_storage_endpoint", true],
    ["introspectionEndpoint", "introspection_endpoint", true],
    ["denySlashInTemplatedPaths", "deny_slash_in_templated_paths", false],
    ["allowAuditLogPrefixing", "allow_audit_log_prefixing", true],
    ["enableResponseHeaderHostname", "enable_response_header_hostname", true],
    ["enableResponseHeaderRaftNodeId", "enable_response_header_raft_node_id", true],
    ["enablePostUnsealTrace", "enable_post_unseal_trace", true],
    ["impreciseLeaseRoleTracking", "imprecise_lease_role_tracking", true],
    ["disableSealwrap", "disable_sealwrap", true],
    ["logLevel", "log_level", "debug"],
    ["logLevel", "log_level", "trace"],
    ["logFormat", "log_format", "standard"],
    ["logRequestsLevel", "log_requests_level", "info"],
    ["experiments", "experiments", ["events.alpha1"]],
    ["enableUnauthenticatedAccess", "enable_unauthenticated_access", ["generate-root"]],
  ])("%s: weaker only with a reason", (prop, key, value) => {
    const error = refusal(withSetting(prop, value), ENTERPRISE);
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toContain(key);
    expect(error.problem.repair).toContain("{ value, reason }");
    const relaxed = withSetting(prop, { value, reason: REASON });
    expect(setting(relaxed, key, ENTERPRISE)).toEqual(value);
    expect(relaxationsOf(relaxed)).toContainEqual({ setting: key, value, reason: REASON });
    expect(refusal(withSetting(prop, { value, reason: "short" }), ENTERPRISE).code).toBe("REASON_REQUIRED");
  });

  test("watches locks for deadlocks with a reason, as one text", () => {
    expect(refusal(withSetting("detectDeadlocks", ["quotas"])).message).toContain("detect_deadlocks");
    const relaxed = withSetting("detectDeadlocks", { value: ["quotas", "statelock"], reason: REASON });
    expect(setting(relaxed, "detect_deadlocks")).toBe("quotas,statelock");
    expect(refusal(withSetting("detectDeadlocks", { value: ["all"], reason: REASON })).code).toBe(
      "SETTING_INVALID",
    );
  });

  test.each([
    ["clusterName", undefined, "cluster_name"],
    ["clusterName", "a.b", "cluster_name"],
    ["apiAddr", "http://@LOCAL_IPV4@:8200", "api_addr"],
    ["apiAddr", "https://127.0.0.1:8200", "api_addr"],
    ["apiAddr", "https://localhost:8200", "api_addr"],
    ["clusterAddr", "https://0.0.0.0:8201", "cluster_addr"],
    ["clusterAddr", "https://[::]:8201", "cluster_addr"],
    ["clusterAddr", undefined, "cluster_addr"],
    ["ui", "true", "ui"],
    ["ui", null, "ui"],
    ["defaultMaxRequestDuration", Duration.seconds(91), "default_max_request_duration"],
    ["enableUnauthenticatedAccess", { value: ["seal"], reason: REASON }, "enable_unauthenticated_access"],
    ["pluginDirectory", "plugins", "plugin_directory"],
    ["pluginFileUid", -1, "plugin_file_uid"],
    ["pluginFilePermissions", "0777", "plugin_file_permissions"],
    ["pluginFilePermissions", "0770", "plugin_file_permissions"],
    ["pluginTmpdir", "/tmp/../etc", "plugin_tmpdir"],
    ["logLevel", { value: "loud", reason: REASON }, "log_level"],
    ["logFile", "vault.log", "log_file"],
    ["logRotateDuration", Duration.seconds(1), "log_rotate_duration"],
    ["logRotateBytes", 0, "log_rotate_bytes"],
    ["logRotateMaxFiles", -1, "log_rotate_max_files"],
    ["postUnsealTraceDirectory", "tmp", "post_unseal_trace_directory"],
    ["disableCache", 1, "disable_cache"],
    ["cacheSize", 0, "cache_size"],
    ["pidFile", "vault.pid", "pid_file"],
    ["licensePath", "vault.hclic", "license_path"],
    ["disablePerformanceStandby", "no", "disable_performance_standby"],
    ["administrativeNamespacePath", "/admin", "administrative_namespace_path"],
    ["removeIrrevocableLeaseAfter", Duration.days(1), "remove_irrevocable_lease_after"],
    ["enableMultiseal", "yes", "enable_multiseal"],
    ["auditDirectory", "logs", "audit_directory"],
    ["listeners", {}, "listener"],
    ["seals", {}, "seal"],
    ["storage", [], "storage"],
    ["telemetry", "on", "telemetry"],
  ])("fails for %s %j", (prop, value, key) => {
    const error = refusal(withSetting(prop, value), ENTERPRISE);
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toMatch(new RegExp(`^${key}(\\[0\\])? is not acceptable`));
  });

  test("writes what the user chose", () => {
    const configuration: ServerConfiguration = {
      ...hardened(),
      pluginDirectory: "/opt/vault/plugins",
      pluginFileUid: 0,
      pluginFilePermissions: "0750",
      pluginTmpdir: "/run/vault",
      logFile: "/var/log/vault-server/vault.log",
      logRotateDuration: Duration.hours(12),
      logRotateBytes: 1_000_000,
      logRotateMaxFiles: 10,
      postUnsealTraceDirectory: "/var/lib/traces",
      disableCache: false,
      cacheSize: 65_536,
      pidFile: "/run/vault/pid",
      licensePath: "/etc/vault.d/vault.hclic",
      disablePerformanceStandby: true,
      administrativeNamespacePath: "admin/",
      removeIrrevocableLeaseAfter: Duration.days(7),
    };
    expect(JSON.parse(renderServerConfiguration(configuration, ENTERPRISE))).toMatchObject({
      plugin_directory: "/opt/vault/plugins",
      plugin_file_uid: 0,
      plugin_file_permissions: "0750",
      plugin_tmpdir: "/run/vault",
      log_file: "/var/log/vault-server/vault.log",
      log_rotate_duration: "12h",
      log_rotate_bytes: 1_000_000,
      log_rotate_max_files: 10,
      post_unseal_trace_directory: "/var/lib/traces",
      disable_cache: false,
      cache_size: 65_536,
      pid_file: "/run/vault/pid",
      license_path: "/etc/vault.d/vault.hclic",
      disable_performance_standby: true,
      administrative_namespace_path: "admin/",
      remove_irrevocable_lease_after: "168h",
    });
  });

  test("does not write the directory of the audit logs", () => {
    expect(renderServerConfiguration(withSetting("auditDirectory", "/audit"), NEWEST)).not.toContain(
      "audit_dir",
    );
  });

  test("fails for something that is no configuration", () => {
    for (const value of [undefined, "file", []]) {
      expect(refusal(value as unknown as ServerConfiguration).code).toBe("SETTING_INVALID");
    }
  });

  test("fails for a misspelt prop and does not look at the prototype of objects", () => {
    for (const prop of ["defaultLeaseTTL", "constructor", "toString"]) {
      expect(refusal(withSetting(prop, 1)).message).toContain(prop);
    }
  });

  test("errors are one lower-case sentence", () => {
    expect(refusal(withSetting("ui", 1)).problem.message).toBe("ui is not acceptable");
  });
});

describe("leases", () => {
  test("fails for a default above the maximum, whoever chose them", () => {
    const error = refusal({
      ...hardened(),
      defaultLeaseTtl: Duration.hours(4),
      maxLeaseTtl: Duration.hours(2),
    });
    expect(error.message).toContain("default_lease_ttl");
    expect(refusal(withSetting("maxLeaseTtl", Duration.minutes(30))).message).toContain("default_lease_ttl");
    const longer = withSetting("defaultLeaseTtl", { value: Duration.hours(25), reason: REASON });
    expect(refusal(longer).message).toContain("default_lease_ttl");
  });

  test("takes a default that equals the maximum", () => {
    const hour = Duration.hours(2);
    expect(setting({ ...hardened(), defaultLeaseTtl: hour, maxLeaseTtl: hour }, "max_lease_ttl")).toBe("2h");
  });

  test.each([
    ["maxLeaseTtl", "max_lease_ttl", Duration.hours(72), Duration.hours(768)],
    ["maxLeaseTtl", "max_lease_ttl", Duration.hours(24), Duration.seconds(72 * 3600 + 1)],
  ])("%s: longer only with a reason", (prop, key, accepted, longer) => {
    expect(setting(withSetting(prop, accepted), key)).toBe(accepted.toString());
    expect(refusal(withSetting(prop, longer)).message).toContain(key);
    expect(setting(withSetting(prop, { value: longer, reason: REASON }), key)).toBe(longer.toString());
  });

  test("fails for a default above 24 hours without a reason, and for zero", () => {
    const maxLeaseTtl = Duration.hours(72);
    expect(refusal({ ...hardened(), maxLeaseTtl, defaultLeaseTtl: Duration.hours(25) }).message).toContain(
      "default_lease_ttl",
    );
    expect(refusal(withSetting("maxLeaseTtl", Duration.seconds(0))).message).toContain("max_lease_ttl");
  });
});

describe("directories", () => {
  test.each([
    "/var/log/vault",
    "/var/log/vault/plugins",
    "/var/log",
    "/var/lib/vault",
    "/var/lib/vault/plugins",
    "/var/lib",
  ])("fails for plugins in %s", (pluginDirectory) => {
    expect(refusal(withSetting("pluginDirectory", pluginDirectory)).message).toContain("plugin_directory");
  });

  test("fails for plugins where a moved audit log or the server's log is", () => {
    const moved = put(withSetting("auditDirectory", "/audit"), "pluginDirectory", "/audit/plugins");
    expect(refusal(moved).message).toContain("plugin_directory");
    const logged = put(withSetting("logFile", "/opt/plugins/vault.log"), "pluginDirectory", "/opt/plugins");
    expect(refusal(logged).message).toContain("plugin_directory");
  });

  test("takes a neighbour whose name begins alike", () => {
    const path = "/var/log/vault-plugins";
    expect(setting(withSetting("pluginDirectory", path), "plugin_directory")).toBe(path);
  });

  test("fails for audit logs or server logs within the data", () => {
    expect(refusal(withSetting("auditDirectory", "/var/lib/vault/audit")).message).toContain(
      "auditDirectory",
    );
    expect(refusal(withSetting("logFile", "/var/lib/vault/vault.log")).message).toContain("log_file");
  });
});
