import { Duration } from "../../lib/core/duration";
import type { ServerConfiguration, ServerTarget } from "../../lib/server";
import { standingOf } from "../../lib/server/settings-by-version";
import { parseVersion, reaches } from "../../lib/server/version";
import { ENTERPRISE, hardened, problemOf, put, refusal, setting } from "./support";

const community = (version: string): ServerTarget => ({ version, edition: "community" });
const enterprise = (version: string): ServerTarget => ({ version, edition: "enterprise" });

describe("versions", () => {
  test.each([
    ["2.1.2", [2, 1, 2]],
    ["1.21.9+ent", [1, 21, 9]],
    ["1.19.20+ent.hsm.fips1403", [1, 19, 20]],
  ])("reads %s", (text, parts) => {
    expect(parseVersion(text)).toEqual(parts);
  });

  test.each(["2.1", "v2.1.2", "2.1.2-rc1", "latest", "2.1.2+dirty", ""])("fails for %j", (text) => {
    expect(problemOf(() => parseVersion(text)).code).toBe("RELEASE_INVALID");
  });

  const marks = ["1.19.20", "1.20.14", "1.21.9", "2.0.4"].map(parseVersion);
  test.each([
    ["1.18.99", false],
    ["1.19.19", false],
    ["1.19.20", true],
    ["1.20.13", false],
    ["1.20.14", true],
    ["1.21.8", false],
    ["1.21.10", true],
    ["2.0.3", false],
    ["2.0.4", true],
    ["2.0.40", true],
    ["2.1.0", true],
    ["10.0.0", true],
  ])("%s has a change of four lines: %s", (version, expected) => {
    expect(reaches(parseVersion(version), marks)).toBe(expected);
  });

  test("a line between two lines that got a change does not have it", () => {
    const gap = ["1.16.25", "1.18.14"].map(parseVersion);
    expect(
      ["1.16.25", "1.17.99", "1.18.14", "1.19.0"].map((each) => reaches(parseVersion(each), gap)),
    ).toEqual([true, false, true, true]);
  });
});

describe("the standing of a setting", () => {
  test.each([
    [{}, community("1.0.0"), "known"],
    [{ since: ["2.0.0"] }, community("1.21.9"), "unknown-to-version"],
    [{ since: ["2.0.0"] }, community("2.0.0"), "known"],
    [{ until: ["2.1.0"] }, community("2.0.9"), "known"],
    [{ until: ["2.1.0"] }, community("2.1.0"), "unknown-to-version"],
    [{ until: ["1.21.3", "2.0.1"] }, community("1.21.3"), "unknown-to-version"],
    [{ edition: "enterprise" }, community("2.1.2"), "enterprise-only"],
    [{ edition: "enterprise" }, enterprise("2.1.2"), "known"],
    [{ edition: "enterprise", since: ["2.0.0"] }, enterprise("1.21.0"), "unknown-to-version"],
  ] as const)("%j for %j: %s", (availability, target, standing) => {
    expect(standingOf(availability, target)).toBe(standing);
  });
});

const withListener = (prop: string, value: unknown): ServerConfiguration =>
  hardened({ settings: { clientListener: { [prop]: value } } });
const withSetting = (prop: string, value: unknown): ServerConfiguration => put(hardened(), prop, value);

describe("settings by version", () => {
  test.each([
    ["deny_slash_in_templated_paths", "2.0.4", "2.0.3"],
    ["deny_slash_in_templated_paths", "1.21.9", "1.21.8"],
    ["deny_slash_in_templated_paths", "1.20.14", "1.20.13"],
    ["deny_slash_in_templated_paths", "1.19.20", "1.19.19"],
    ["allow_audit_log_prefixing", "1.20.1", "1.20.0"],
    ["enable_post_unseal_trace", "1.19.0", "1.18.14"],
    ["listener.0.tcp.max_json_depth", "1.20.3", "1.20.2"],
    ["listener.0.tcp.max_json_string_value_length", "1.19.9", "1.19.8"],
    ["listener.0.tcp.max_json_object_entry_count", "1.20.3", "1.20.2"],
    ["listener.1.tcp.max_json_array_element_count", "1.20.3", "1.20.2"],
    ["listener.1.tcp.max_json_token", "1.20.3", "1.20.2"],
    ["listener.0.tcp.max_token_header_size", "2.0.0", "1.21.9"],
  ])("the default of %s is written from %s on and left out for %s", (path, since, before) => {
    expect(setting(hardened(), path, community(since))).toBeDefined();
    expect(setting(hardened(), path, community(before))).toBeUndefined();
  });

  test.each([
    ["denySlashInTemplatedPaths", withSetting("denySlashInTemplatedPaths", true), "2.0.3"],
    ["enableUnauthenticatedAccess", withSetting("enableUnauthenticatedAccess", []), "1.21.9"],
    ["allowAuditLogPrefixing", withSetting("allowAuditLogPrefixing", false), "1.20.0"],
    ["postUnsealTraceDirectory", withSetting("postUnsealTraceDirectory", "/traces"), "1.18.14"],
    ["maxJsonDepth", withListener("maxJsonDepth", 50), "1.20.2"],
    ["maxTokenHeaderSize", withListener("maxTokenHeaderSize", 4096), "1.21.9"],
  ])("fails for %s chosen by the user", (_, configuration, version) => {
    const error = refusal(configuration, community(version));
    expect(error.code).toBe("SETTING_UNKNOWN_TO_VERSION");
    expect(error.message).toContain(version);
    expect(setting(configuration, "cluster_name")).toBe("vault-prod");
  });

  test("the error names the setting with its block, and the releases that know it", () => {
    const error = refusal(withListener("maxJsonDepth", 50), community("1.20.2"));
    expect(error.problem.message).toBe("listener[0].max_json_depth is unknown to Vault 1.20.2");
    expect(error.problem.expected).toContain("1.19.9, 1.20.3");
  });

  test("fails for a version that is none", () => {
    expect(refusal(hardened(), community("newest")).code).toBe("RELEASE_INVALID");
  });
});

describe("settings by edition", () => {
  const base = hardened();
  const raft = (prop: string, value: string): ServerConfiguration => ({
    ...base,
    storage: { raft: { ...base.storage.raft, [prop]: value } },
  });

  test.each([
    ["license_path", withSetting("licensePath", "/etc/vault.d/vault.hclic")],
    ["disable_sealwrap", withSetting("disableSealwrap", false)],
    ["disable_performance_standby", withSetting("disablePerformanceStandby", true)],
    ["administrative_namespace_path", withSetting("administrativeNamespacePath", "admin")],
    ["remove_irrevocable_lease_after", withSetting("removeIrrevocableLeaseAfter", Duration.days(3))],
    ["enable_multiseal", withSetting("enableMultiseal", false)],
    ["reporting", withSetting("reporting", {})],
    ["listener.0.tcp.chroot_namespace", withListener("chrootNamespace", "team")],
    ["listener.0.tcp.disable_request_limiter", withListener("disableRequestLimiter", false)],
    ["storage.raft.autopilot_redundancy_zone", raft("autopilotRedundancyZone", "a")],
    ["storage.raft.autopilot_upgrade_version", raft("autopilotUpgradeVersion", "2.1.2")],
  ])("%s: Enterprise takes it, Community fails", (path, configuration) => {
    expect(setting(configuration, path, ENTERPRISE)).toBeDefined();
    const error = refusal(configuration);
    expect(error.code).toBe("EDITION_MISMATCH");
    expect(error.problem.message).toContain(path.replace("0.tcp", "").split(".").at(-1));
  });

  test("fails for an Enterprise setting that the Enterprise version lacks", () => {
    const configuration = withSetting("removeIrrevocableLeaseAfter", Duration.days(3));
    expect(refusal(configuration, enterprise("1.19.20")).code).toBe("SETTING_UNKNOWN_TO_VERSION");
  });
});
