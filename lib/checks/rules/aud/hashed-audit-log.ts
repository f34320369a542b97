import { fits, is } from "../../engine/assertions";
import type { Observation } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { madeInside } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { carriesSecret } from "../../evidence/secret-header";
import { enabledDevices } from "../../host/audit-commands";

export const hashedAuditLog = defineRule({
  id: "AUD-02",
  title: "The audit log holds no secret in clear",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "What is written in clear is read by everybody who reads logs, in every system that they are shipped to; one raw device spoils the others as well (CVE-2024-0831).",
  remediation:
    "Take log_raw, audit_non_hmac_* and hmac_accessor = false out; hash headers that carry secrets.",
  sources: ["https://developer.hashicorp.com/vault/docs/audit#sensitive-information", "CVE-2024-0831"],
  guide: ["S15", "S20"],
  controls: {
    soc2: ["CC6.1", "C1.1"],
    pciDss: ["10.3.1", "3.3.1"],
    iso27001: ["A.8.12", "A.8.15"],
    nist80053: ["AU-9", "SC-28"],
  },
  claims: ["vault_audit", "vault_audit_request_header"],
  subjects: (context): readonly (NodeGroup | Resource)[] => [
    ...madeInside(context.evidence).all.filter(
      (resource) => resource.type in LOOKS || KEYS.some((key) => !keysOf(resource, key).isAbsent),
    ),
    ...nodeGroups(context).filter((group) => enabledDevices(group).length > 0),
  ],
  notApplicable: "this stack has no audit device, no audited header and no mount with keys in clear",
  check: (subject) =>
    subject instanceof NodeGroup ? enabledDevices(subject).flatMap(judged) : judged(subject),
});

function judged(resource: Resource): readonly Observation[] {
  return [
    ...(LOOKS[resource.type]?.(resource) ?? []),
    ...KEYS.flatMap((key) => {
      const value = keysOf(resource, key);
      return value.isAbsent
        ? []
        : [
            fits(
              value,
              `${key} names no secret`,
              (got) => Array.isArray(got) && got.every((name) => HARMLESS.has(String(name))),
            ),
          ];
    }),
  ];
}

const KEYS = ["audit_non_hmac_request_keys", "audit_non_hmac_response_keys"];
/** Keys that may stand in the log in clear: times and numbers, which are never hashed anyway. */
const HARMLESS: ReadonlySet<string> = new Set(["lease_duration", "max_ttl", "num_uses", "period", "ttl"]);
const LOOKS: Readonly<Record<string, (resource: Resource) => readonly Observation[]>> = {
  vault_audit: (device) => [
    is(device.at("options.log_raw"), false, { whenAbsent: false }),
    is(device.at("options.hmac_accessor"), true, { whenAbsent: true }),
  ],
  vault_audit_request_header: (header) => [
    carriesSecret(String(header.at("name").raw))
      ? is(header.at("hmac"), true)
      : fits(header.at("hmac"), "hmac is set, one way or the other", (got) =>
          ["true", "false"].includes(String(got)),
        ),
  ],
};

function keysOf(resource: Resource, key: string) {
  const own = resource.at(key);
  return own.isAbsent ? resource.at(`tune.${key}`) : own;
}
