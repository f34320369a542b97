import { absent, is } from "../../engine/assertions";
import { fail, notApplicable, type Observation, passIf } from "../../engine/observation";
import { defineRule, type Subject } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { auditDevices, insideVault } from "../../evidence/inside-vault";
import { vaultOf } from "../../evidence/provider-configurations";
import { Resource } from "../../evidence/resource";

export const durableAuditDevices = defineRule({
  id: "AUD-05",
  title: "Audit devices stay, and everything inside Vault is made under their eyes",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Every change of an audit device disables it and makes it anew: a gap in the log, and the salt of its hashes is lost. What is made before the devices is made unseen.",
  remediation:
    "Set lifecycle.prevent_destroy on each audit device, and let every other vault resource depend on all of them.",
  sources: ["https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources/audit"],
  guide: ["C07", "S21"],
  controls: {
    soc2: ["CC7.2", "CC8.1"],
    pciDss: ["10.3.2", "10.7.2"],
    iso27001: ["A.8.15", "A.8.32"],
    nist80053: ["AU-9", "CM-5"],
  },
  claims: ["vault_audit"],
  subjects: ({ evidence }): readonly (Resource | Subject)[] => [
    ...(auditDevices(evidence).length === 0 ? [] : insideVault(evidence)),
    ...takenOut(evidence),
  ],
  notApplicable: "this stack has no audit device",
  check: (subject: Resource | Subject, { evidence }): readonly Observation[] => {
    if (!(subject instanceof Resource)) {
      return [fail({ actual: "a device is taken out", expected: "devices that stay" })];
    }
    const resource = subject;
    if (evidence.form !== "configuration") {
      return [notApplicable("a plan or a state does not tell lifecycles and dependencies")];
    }
    if (resource.type === "vault_audit") {
      return [
        is(resource.at("lifecycle.prevent_destroy"), true),
        absent(resource.at("lifecycle.replace_triggered_by")),
        absent(resource.at("lifecycle.ignore_changes")),
      ];
    }
    const named = resource.at("depends_on").items.map(({ raw }) => String(raw));
    const missing = auditDevices(evidence).filter(
      (device) =>
        !named.includes(device.address) && vaultOf(device, evidence) === vaultOf(resource, evidence),
    );
    return [
      passIf(missing.length === 0, {
        actual:
          missing.length === 0
            ? "it depends on every audit device"
            : `it does not depend on ${missing.map(({ address }) => address).join(", ")}`,
        expected: "depends_on names every audit device",
      }),
    ];
  },
});

/** Blocks that end a device, or make Terraform forget it. */
function takenOut({ blocks }: Evidence): readonly Subject[] {
  return blocks
    .at("removed")
    .items.map((removed) => String(removed.at("from").raw).replace(/^\$\{(.*)\}$/, "$1"))
    .filter((from) => /(^|\.)vault_audit\./.test(from))
    .map((from) => ({ address: `removed.${from}` }));
}
