import { absent, fits, is, oneOf } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { auditDevices } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { enabledDevices } from "../../host/audit-commands";

export const safeAuditDeviceOptions = defineRule({
  id: "AUD-03",
  title: "Audit devices write one file each, which nobody can execute",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "An audit device writes what a caller sends into a file that somebody names: with an executable mode, a prefix or a path elsewhere that was a way to run code as Vault (CVE-2025-6000, CVE-2026-5051).",
  remediation: 'Set file_path below /var/log, mode = "0640", and neither path nor prefix.',
  sources: ["https://developer.hashicorp.com/vault/docs/audit/file", "CVE-2025-6000", "CVE-2026-5051"],
  guide: ["S15", "S19"],
  controls: {
    soc2: ["CC6.8", "CC7.2"],
    pciDss: ["10.3.2", "2.2.6"],
    iso27001: ["A.8.15", "A.8.9"],
    nist80053: ["AU-9", "CM-7"],
  },
  claims: ["vault_audit"],
  subjects: (context): readonly (NodeGroup | Resource)[] => [
    ...auditDevices(context.evidence),
    ...nodeGroups(context).filter((group) => enabledDevices(group).length > 0),
  ],
  notApplicable: "this stack has no audit device",
  check: (subject, { evidence }) => {
    if (!(subject instanceof NodeGroup)) return judged(subject, auditDevices(evidence));
    const enabled = enabledDevices(subject);
    return enabled.flatMap((device) => judged(device, enabled));
  },
});

/** One device, among all that there are. */
function judged(device: Resource, all: readonly Resource[]): readonly Observation[] {
  const options = device.at("options");
  const common = [
    oneOf(device.at("type"), ["file", "socket", "syslog"]),
    absent(options.at("prefix")),
    absent(options.at("exclude")),
    ...(device.at("type").literal === "file" ? [absent(options.at("path"))] : []),
    ...(options.at("filter").isAbsent
      ? []
      : [
          passIf(hasFallback(all), {
            actual: `filter = ${options.at("filter")} and no device with fallback`,
            expected: "a fallback that takes what filters leave out",
          }),
        ]),
  ];
  if (device.at("type").literal !== "file") return common;
  const file = options.at("file_path");
  const others = all.filter(
    (other) => other !== device && other.at("options.file_path").raw === file.raw && !file.isAbsent,
  );
  return [
    ...common,
    fits(file, "file_path below /var/log, in a folder of its own", (got) =>
      /^\/var\/log\/(?!.*\/\.\.?(\/|$))[\w.-]+\/[\w./-]+$/.test(String(got)),
    ),
    fits(options.at("mode"), "mode = 0600 or 0640", (got) => /^0*6[04]0$/.test(String(got)), {
      whenAbsent: "0600",
    }),
    passIf(others.length === 0, {
      actual: `${others.map(({ address }) => address).join(", ") || "nobody else"} writes ${file}`,
      expected: "a file of its own for each device",
    }),
  ];
}

function hasFallback(devices: readonly Resource[]): boolean {
  return devices.some((device) => is(device.at("options.fallback"), true).verdict === "pass");
}
