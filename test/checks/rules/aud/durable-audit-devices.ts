import type { Audit } from "@cdktf/provider-vault/lib/audit";
import { durableAuditDevices } from "../../../../lib/checks/rules/aud/durable-audit-devices";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: durableAuditDevices,
  from: "inside",
  passes: [
    { on: "vault_audit.configuration_audit_file" },
    { on: "vault_policy.configuration_policy-payments" },
  ],
  fails: [
    {
      when: "Terraform may destroy a device",
      on: "vault_audit.configuration_audit_syslog",
      edit: (draft) => delete draft.resource("vault_audit", "syslog").lifecycle,
    },
    {
      when: "a mount may be made before the devices",
      on: "vault_mount.configuration_keys",
      edit: (draft) => delete draft.resource("vault_mount", "keys").depends_on,
    },
    {
      when: "a policy waits for one of two",
      on: "vault_policy.configuration_policy-payments",
      says: /syslog/,
      edit: (draft) => {
        const policy = draft.resource("vault_policy", "policy-payments");
        policy.depends_on = policy.depends_on.filter((name: string) => !name.includes("syslog"));
      },
    },
    {
      when: "somebody adds a role that waits for nothing",
      on: "vault_aws_auth_backend_role.other",
      edit: (draft) => draft.add("vault_aws_auth_backend_role", "other", { role: "other" }),
    },
    {
      when: "a device is taken out",
      on: "removed.vault_audit.third",
      edit: (draft) => {
        draft.configuration.removed = [{ from: "vault_audit.third", lifecycle: { destroy: false } }];
      },
    },
  ],
  unknown: [
    {
      when: "a variable decides",
      on: "vault_audit.configuration_audit_file",
      edit: (draft) => {
        draft.resource("vault_audit", "file").lifecycle.prevent_destroy = "${var.keep}";
      },
    },
  ],
  notApplicable: [
    {
      when: "nothing is inside Vault",
      on: "",
      edit: (draft) => {
        draft.configuration.resource = {};
        draft.configuration.provider = {};
      },
    },
  ],
  weakened: [
    {
      when: "lifecycle",
      on: "vault_audit.configuration_audit_file",
      override: (inside) =>
        inside.at<Audit>("configuration/audit/file").addOverride("lifecycle.prevent_destroy", false),
    },
  ],
  repaired: [
    {
      when: "lifecycle",
      on: "vault_audit.configuration_audit_file",
      override: (inside) => {
        const device = inside.at<Audit>("configuration/audit/file");
        device.lifecycle = undefined;
        device.addOverride("lifecycle.prevent_destroy", true);
      },
    },
  ],
};
