import { HardenedVaultError } from "../core/errors";
import { parseVersion, reaches } from "./version";

/** Which server will read the configuration. */
export interface ServerTarget {
  /** Exact release: `2.1.2`. */
  readonly version: string;
  /** Enterprise settings are errors on Community. */
  readonly edition: "community" | "enterprise";
}

/** Which servers know a setting. */
export interface Availability {
  /** First release per line. @default - every release */
  readonly since?: readonly string[];
  /** First release per line that lacks it again. @default - none */
  readonly until?: readonly string[];
  /** @default - both editions */
  readonly edition?: "enterprise";
}

const JSON_LIMITS: Availability = { since: ["1.16.25", "1.18.14", "1.19.9", "1.20.3"] };
const ENTERPRISE: Availability = { edition: "enterprise" };

/**
 * The settings that not every server knows; as of 2026-11, counted from the 1.16 line on.
 *
 * Settings of blocks carry the block's name; numbers of repeated blocks are left out.
 */
const SETTINGS: ReadonlyMap<string, Availability> = new Map([
  ["allow_audit_log_prefixing", { since: ["1.16.23", "1.18.12", "1.19.7", "1.20.1"] }],
  ["deny_slash_in_templated_paths", { since: ["1.19.20", "1.20.14", "1.21.9", "2.0.4"] }],
  ["enable_unauthenticated_access", { since: ["2.0.0"] }],
  ["enable_post_unseal_trace", { since: ["1.19.0"] }],
  ["post_unseal_trace_directory", { since: ["1.19.0"] }],
  ["listener.max_json_depth", JSON_LIMITS],
  ["listener.max_json_string_value_length", JSON_LIMITS],
  ["listener.max_json_object_entry_count", JSON_LIMITS],
  ["listener.max_json_array_element_count", JSON_LIMITS],
  ["listener.max_json_token", JSON_LIMITS],
  ["listener.max_token_header_size", { since: ["2.0.0"] }],
  ["license_path", ENTERPRISE],
  ["disable_sealwrap", ENTERPRISE],
  ["disable_performance_standby", ENTERPRISE],
  ["administrative_namespace_path", ENTERPRISE],
  ["remove_irrevocable_lease_after", { since: ["1.20.0"], edition: "enterprise" }],
  ["enable_multiseal", { since: ["1.16.0"], edition: "enterprise" }],
  ["reporting", ENTERPRISE],
  ["listener.chroot_namespace", ENTERPRISE],
  ["listener.disable_request_limiter", ENTERPRISE],
  ["storage.raft.autopilot_redundancy_zone", ENTERPRISE],
  ["storage.raft.autopilot_upgrade_version", ENTERPRISE],
]);

/** How a server stands to a setting. */
export type Standing = "known" | "enterprise-only" | "unknown-to-version";

/** How a server of this version and edition stands to a setting with this availability. */
export function standingOf({ since, until, edition }: Availability, target: ServerTarget): Standing {
  const version = parseVersion(target.version);
  if (edition === "enterprise" && target.edition !== "enterprise") return "enterprise-only";
  if (since !== undefined && !reaches(version, since.map(parseVersion))) return "unknown-to-version";
  if (until !== undefined && reaches(version, until.map(parseVersion))) return "unknown-to-version";
  return "known";
}

/**
 * Whether to emit a setting.
 *
 * @param setting Vault's name, with the blocks that it is in: `listener[0].max_json_depth`
 * @param chosen whether the user set it, rather than a default of ours
 * @throws SETTING_UNKNOWN_TO_VERSION or EDITION_MISMATCH when the user set what the server lacks
 */
export function isEmitted(setting: string, chosen: boolean, target: ServerTarget): boolean {
  const availability = SETTINGS.get(setting.replaceAll(/\[\d+\]/g, "")) ?? {};
  const standing = standingOf(availability, target);
  if (standing === "known") return true;
  if (!chosen) return false;
  throw standing === "enterprise-only"
    ? new HardenedVaultError({
        code: "EDITION_MISMATCH",
        message: `${setting} exists in Vault Enterprise only`,
        got: target.edition,
        expected: "the Enterprise edition, or no such setting",
        repair: `remove ${setting} or use an Enterprise release`,
      })
    : new HardenedVaultError({
        code: "SETTING_UNKNOWN_TO_VERSION",
        message: `${setting} is unknown to Vault ${target.version}`,
        got: target.version,
        expected: describe(availability),
        repair: `remove ${setting} or use another release`,
      });
}

function describe({ since, until }: Availability): string {
  const parts = [
    ...(since === undefined ? [] : [`${since.join(", ")} or a newer line`]),
    ...(until === undefined ? [] : [`older than ${until.join(", ")}`]),
  ];
  return `a release that knows it: ${parts.join("; ")}`;
}
