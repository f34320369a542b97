import { Duration } from "../../lib/core/duration";
import { relaxationsOf, type ServerConfiguration } from "../../lib/server";
import { ENTERPRISE, hardened, put, REASON, refusal, setting } from "./support";

function withTelemetry(telemetry: object): ServerConfiguration {
  return { ...hardened(), telemetry };
}

function withLockout(all: object): ServerConfiguration {
  return { ...hardened(), userLockout: { all } };
}

function withRaft(raft: object): ServerConfiguration {
  const configuration = hardened();
  return { ...configuration, storage: { raft: { ...configuration.storage.raft, ...raft } } };
}

const BY_ADDRESS = { leaderApiAddr: "https://10.0.0.1:8200", leaderCaCertFile: "/etc/ca.pem" };
const BY_TAG = {
  autoJoin: { region: "eu-central-1", tagKey: "k", tagValue: "v" },
  leaderTlsServername: "vault.corp.example",
  leaderCaCertFile: "/etc/ca.pem",
};

describe("telemetry", () => {
  test.each(["10.0.0.9:8125", "statsd.corp.example:8125", "0.0.0.0:8125", "127.0.0.1", "@LOCAL_IPV4@:8125"])(
    "fails for statsd at %s",
    (statsdAddress) => {
      expect(refusal(withTelemetry({ statsdAddress })).message).toContain("telemetry.statsd_address");
    },
  );

  test.each(["127.0.0.1:9125", "[::1]:8125", "localhost:8125"])("sends to %s", (statsdAddress) => {
    expect(setting(withTelemetry({ statsdAddress }), "telemetry.statsd_address")).toBe(statsdAddress);
  });

  test("fails for a shorter retention without a reason", () => {
    const prometheusRetentionTime = Duration.seconds(30);
    expect(refusal(withTelemetry({ prometheusRetentionTime })).message).toContain(
      "telemetry.prometheus_retention_time",
    );
    const relaxed = withTelemetry({
      prometheusRetentionTime: { value: prometheusRetentionTime, reason: REASON },
    });
    expect(setting(relaxed, "telemetry.prometheus_retention_time")).toBe("30s");
  });

  test("fails for host names in metrics without a reason", () => {
    expect(refusal(withTelemetry({ disableHostname: false })).message).toContain(
      "telemetry.disable_hostname",
    );
  });

  test.each([
    [{ prefixFilter: ["-vault.core"] }],
    [{ prefixFilter: ["-vault"] }],
    [{ prefixFilter: ["-vault.core.unsealed"] }],
    [{ prefixFilter: ["-vault.audit.log"] }],
    [{ prefixFilter: ["-v.raft"], metricsPrefix: "v" }],
    [{ filterDefault: false }],
    [{ filterDefault: false, prefixFilter: ["+vault.core"] }],
    [{ prefixFilter: ["vault.route"] }],
    [{ prefixFilter: ["-vault.route", "-vault.route"] }],
  ])("fails for the filters %j", (telemetry) => {
    expect(refusal(withTelemetry(telemetry)).message).toContain("telemetry.prefix_filter");
  });

  test.each([
    [{ prefixFilter: ["-vault.route"] }],
    [{ filterDefault: false, prefixFilter: ["+vault"] }],
    [
      {
        filterDefault: false,
        prefixFilter: ["+vault.core", "+vault.audit", "+vault.expire", "+vault.autopilot", "+vault.raft"],
      },
    ],
  ])("takes the filters %j", (telemetry) => {
    expect(setting(withTelemetry(telemetry), "telemetry.prefix_filter")).toEqual(telemetry.prefixFilter);
  });

  test.each([
    ["metricsPrefix", "A b", "metrics_prefix"],
    ["usageGaugePeriod", Duration.seconds(1), "usage_gauge_period"],
    ["maximumGaugeCardinality", 0, "maximum_gauge_cardinality"],
    ["leaseMetricsEpsilon", Duration.seconds(0), "lease_metrics_epsilon"],
    ["numLeaseMetricsBuckets", -1, "num_lease_metrics_buckets"],
    ["addLeaseMetricsNamespaceLabels", 1, "add_lease_metrics_namespace_labels"],
    ["addMountPointRollbackMetrics", 1, "add_mount_point_rollback_metrics"],
    ["enableHostnameLabel", "yes", "enable_hostname_label"],
    ["filterDefault", "yes", "filter_default"],
  ])("fails for %s %s", (prop, value, key) => {
    expect(refusal(withTelemetry({ [prop]: value })).message).toContain(`telemetry.${key}`);
  });

  test("fails for a secret of a metrics service", () => {
    expect(refusal(withTelemetry({ circonusApiToken: "x" })).problem.expected).toContain(
      "no static credentials",
    );
  });
});

describe("user lockout", () => {
  test.each([
    ["lockoutThreshold", "lockout_threshold", 6, 6],
    ["lockoutDuration", "lockout_duration", Duration.minutes(15), "15m"],
    ["lockoutCounterReset", "lockout_counter_reset", Duration.minutes(5), "5m"],
    ["disableLockout", "disable_lockout", true, true],
  ])("%s: weaker only with a reason", (prop, key, value, written) => {
    const error = refusal(withLockout({ [prop]: value }));
    expect(error.message).toContain(`user_lockout.all.${key}`);
    const relaxed = withLockout({ [prop]: { value, reason: REASON } });
    expect(setting(relaxed, `user_lockout.all.${key}`)).toBe(written);
    expect(relaxationsOf(relaxed).map((each) => each.setting)).toContain(`user_lockout.all.${key}`);
  });

  test.each([0, -1, 2.5])("fails for a threshold of %s, even with a reason", (value) => {
    expect(refusal(withLockout({ lockoutThreshold: { value, reason: REASON } })).code).toBe(
      "SETTING_INVALID",
    );
  });

  test("differs per method, and keeps the policy for all", () => {
    const configuration = { ...hardened(), userLockout: { approle: { lockoutThreshold: 3 } } };
    expect(setting(configuration, "user_lockout.approle.lockout_threshold")).toBe(3);
    expect(setting(configuration, "user_lockout.approle.lockout_duration")).toBe("30m");
    expect(setting(configuration, "user_lockout.all.lockout_threshold")).toBe(5);
  });

  test("fails for a method that has no lockout", () => {
    expect(refusal(put(hardened(), "userLockout", { oidc: {} })).message).toContain("user_lockout.oidc");
  });
});

describe("raft", () => {
  test("writes every choice", () => {
    const raft = {
      path: "/data/vault",
      performanceMultiplier: 1,
      trailingLogs: 20_000,
      snapshotThreshold: 4096,
      snapshotInterval: Duration.minutes(5),
      maxEntrySize: 2_097_152,
      autopilotReconcileInterval: Duration.seconds(20),
      autopilotUpdateInterval: Duration.seconds(4),
      autopilotUpgradeVersion: "2.1.2",
      autopilotRedundancyZone: "@AVAILABILITY_ZONE@",
    };
    expect(setting(withRaft(raft), "storage.raft", ENTERPRISE)).toMatchObject({
      path: "/data/vault",
      performance_multiplier: 1,
      trailing_logs: 20_000,
      snapshot_threshold: 4096,
      snapshot_interval: "5m",
      max_entry_size: 2_097_152,
      autopilot_reconcile_interval: "20s",
      autopilot_update_interval: "4s",
      autopilot_upgrade_version: "2.1.2",
      autopilot_redundancy_zone: "@AVAILABILITY_ZONE@",
    });
  });

  test.each([
    ["path", "data", "path"],
    ["nodeId", "a b", "node_id"],
    ["nodeId", undefined, "node_id"],
    ["performanceMultiplier", 0, "performance_multiplier"],
    ["performanceMultiplier", 11, "performance_multiplier"],
    ["trailingLogs", -1, "trailing_logs"],
    ["snapshotThreshold", 0, "snapshot_threshold"],
    ["snapshotInterval", Duration.seconds(0), "snapshot_interval"],
    ["maxEntrySize", 1024, "max_entry_size"],
    ["autopilotReconcileInterval", Duration.seconds(0), "autopilot_reconcile_interval"],
    ["autopilotUpdateInterval", Duration.days(2), "autopilot_update_interval"],
    ["autopilotUpgradeVersion", "newest", "autopilot_upgrade_version"],
    ["autopilotRedundancyZone", "a b", "autopilot_redundancy_zone"],
    ["retryJoinAsNonVoter", true, "retry_join_as_non_voter"],
    ["retryJoin", [], "retry_join"],
    ["retryJoin", undefined, "retry_join"],
  ])("fails for %s %s", (prop, value, key) => {
    expect(refusal(withRaft({ [prop]: value }), ENTERPRISE).message).toContain(`storage.raft.${key}`);
  });

  test("is the only storage", () => {
    expect(refusal(put(hardened(), "storage", { file: { path: "/data" } })).message).toContain(
      "storage.file",
    );
  });
});

describe("retry_join", () => {
  const joins = (...retryJoin: object[]) => withRaft({ retryJoin });

  test("finds by tag or by address", () => {
    const endpoint = "https://ec2.eu-central-1.amazonaws.com";
    const autoJoin = { ...BY_TAG.autoJoin, addrType: "private_v6", endpoint };
    const configuration = joins({ ...BY_TAG, autoJoin, autoJoinPort: 9200 }, BY_ADDRESS);
    expect(setting(configuration, "storage.raft.retry_join")).toEqual([
      {
        auto_join: `provider=aws region=eu-central-1 tag_key=k tag_value=v addr_type=private_v6 endpoint=${endpoint}`,
        auto_join_scheme: "https",
        auto_join_port: 9200,
        leader_tls_servername: "vault.corp.example",
        leader_ca_cert_file: "/etc/ca.pem",
      },
      { leader_api_addr: "https://10.0.0.1:8200", leader_ca_cert_file: "/etc/ca.pem" },
    ]);
  });

  test.each([
    ["http", { ...BY_ADDRESS, leaderApiAddr: "http://10.0.0.1:8200" }],
    ["a credential in the address", { ...BY_ADDRESS, leaderApiAddr: "https://user:pass@10.0.0.1:8200" }],
    ["no CA", { ...BY_ADDRESS, leaderCaCertFile: undefined }],
    ["both ways", { ...BY_TAG, ...BY_ADDRESS }],
    ["no way", { leaderCaCertFile: "/etc/ca.pem" }],
    ["auto_join over http", { ...BY_TAG, autoJoinScheme: "http" }],
    ["auto_join without a name to check", { ...BY_TAG, leaderTlsServername: undefined }],
    ["a name that is an address", { ...BY_TAG, leaderTlsServername: "10.0.0.1" }],
    ["a port of auto_join without it", { ...BY_ADDRESS, autoJoinPort: 8200 }],
    ["a scheme of auto_join without it", { ...BY_ADDRESS, autoJoinScheme: "https" }],
    ["a certificate without its key", { ...BY_ADDRESS, leaderClientCertFile: "/etc/cert.pem" }],
    ["a key without its certificate", { ...BY_ADDRESS, leaderClientKeyFile: "/etc/key.pem" }],
    ["a port that is none", { ...BY_TAG, autoJoinPort: 70_000 }],
    ["public addresses", { ...BY_TAG, autoJoin: { ...BY_TAG.autoJoin, addrType: "public_v4" } }],
    [
      "words smuggled into a tag",
      { ...BY_TAG, autoJoin: { ...BY_TAG.autoJoin, tagValue: "v access_key_id=a" } },
    ],
    [
      "an access key as a tag",
      { ...BY_TAG, autoJoin: { ...BY_TAG.autoJoin, tagValue: "AKIAIOSFODNN7EXAMPLE" } },
    ],
    ["an endpoint over http", { ...BY_TAG, autoJoin: { ...BY_TAG.autoJoin, endpoint: "http://ec2" } }],
    ["auto_join as text", { ...BY_TAG, autoJoin: "provider=aws" }],
  ])("fails for %s", (_, join) => {
    const error = refusal(joins(join));
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toContain("storage.raft.retry_join[0]");
  });

  test.each(["accessKeyId", "secretAccessKey", "access_key_id", "secret_access_key"])(
    "fails for the credential %s, without showing it",
    (prop) => {
      const error = refusal(joins({ ...BY_TAG, autoJoin: { ...BY_TAG.autoJoin, [prop]: "hidden-value" } }));
      expect(error.problem.expected).toContain("no static credentials");
      expect(error.message).not.toContain("hidden-value");
    },
  );
});

describe("seals", () => {
  const KMS = {
    type: "awskms",
    region: "eu-central-1",
    kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/0a",
  } as const;
  const sealedBy = (...seals: object[]) => put(hardened(), "seals", seals);
  const second = { ...KMS, name: "b", priority: 2 };

  test("renders every choice", () => {
    const seal = { ...KMS, endpoint: "https://vpce-1.kms.eu-central-1.vpce.amazonaws.com", disabled: false };
    expect(setting(sealedBy(seal), "seal")).toEqual({
      awskms: {
        region: "eu-central-1",
        kms_key_id: KMS.kmsKeyId,
        endpoint: "https://vpce-1.kms.eu-central-1.vpce.amazonaws.com",
        disabled: false,
      },
    });
  });

  test.each([
    ["an alias", { ...KMS, kmsKeyId: "alias/vault" }, "seal.awskms.kms_key_id"],
    [
      "the ARN of an alias",
      { ...KMS, kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:alias/v" },
      "seal.awskms.kms_key_id",
    ],
    ["no key", { ...KMS, kmsKeyId: undefined }, "seal.awskms.kms_key_id"],
    ["no Region", { ...KMS, region: undefined }, "seal.awskms.region"],
    ["a Region that is none", { ...KMS, region: "Frankfurt" }, "seal.awskms.region"],
    ["an endpoint over http", { ...KMS, endpoint: "http://kms" }, "seal.awskms.endpoint"],
    ["a disabled seal without a reason", { ...KMS, disabled: true }, "seal.awskms.disabled"],
    ["only a disabled seal", { ...KMS, disabled: { value: true, reason: REASON } }, "seal"],
    ["a name with blanks", { ...KMS, name: "a b" }, "seal.awskms.name"],
    ["a priority of 0", { ...KMS, priority: 0 }, "seal.awskms.priority"],
    ["an unknown type", { ...KMS, type: "constructor" }, "seal.type"],
  ])("fails for %s", (_, seal, name) => {
    expect(refusal(sealedBy(seal)).message).toContain(name);
  });

  test.each(["accessKey", "access_key", "secretKey", "secret_key", "sessionToken", "sharedCredsFilename"])(
    "fails for the credential %s, without showing it",
    (prop) => {
      const error = refusal(sealedBy({ ...KMS, [prop]: "hidden-value" }));
      expect(error.problem.expected).toContain("no static credentials");
      expect(error.message).not.toContain("hidden-value");
    },
  );

  test("fails for no seal and for four", () => {
    expect(refusal(sealedBy()).message).toContain("seal");
    expect(refusal(sealedBy(KMS, KMS, KMS, KMS)).problem.expected).toContain("one to three");
  });

  test("several need names, priorities and Enterprise", () => {
    const first = { ...KMS, name: "a", priority: 1 };
    const several = put(sealedBy(first, second), "enableMultiseal", true);
    expect(setting(several, "seal.1.awskms.priority", ENTERPRISE)).toBe(2);
    expect(refusal(several).code).toBe("EDITION_MISMATCH");
    expect(refusal(sealedBy(first, second)).message).toContain("enable_multiseal");
    for (const other of [{ name: "a" }, { priority: 1 }, { name: undefined }, { priority: undefined }]) {
      const clash = put(sealedBy(first, { ...second, ...other }), "enableMultiseal", true);
      expect(refusal(clash, ENTERPRISE).problem.expected).toContain("a name and a priority");
    }
  });

  test("a migration has a disabled one beside the new one, on Community as well", () => {
    const leaving = { ...KMS, name: "a", priority: 1, disabled: { value: true, reason: REASON } };
    expect(setting(sealedBy(leaving, second), "seal.0.awskms.disabled")).toBe(true);
  });
});

describe("reporting", () => {
  test("is written", () => {
    const reporting = {
      license: { enabled: false, billingStartTimestamp: "2026-01-01T00:00:00Z", developmentCluster: true },
      disableProductUsageReporting: true,
      snapshotRetentionTime: Duration.days(400),
    };
    expect(setting({ ...hardened(), reporting }, "reporting", ENTERPRISE)).toEqual({
      license: { enabled: false, billing_start_timestamp: "2026-01-01T00:00:00Z", development_cluster: true },
      disable_product_usage_reporting: true,
      snapshot_retention_time: "9600h",
    });
  });

  test.each([
    [{ license: { billingStartTimestamp: "today" } }, "reporting.license.billing_start_timestamp"],
    [{ license: { enabled: 1 } }, "reporting.license.enabled"],
    [{ snapshotRetentionTime: Duration.seconds(1) }, "reporting.snapshot_retention_time"],
  ])("fails for %j", (reporting, name) => {
    expect(refusal(put(hardened(), "reporting", reporting), ENTERPRISE).message).toContain(name);
  });
});
