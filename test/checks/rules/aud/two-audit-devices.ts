import type { Audit } from "@cdktf/provider-vault/lib/audit";
import { twoAuditDevices } from "../../../../lib/checks/rules/aud/two-audit-devices";
import { SCRIPTS } from "../../support/audit-scripts";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: twoAuditDevices,
  from: "inside",
  passes: [
    SCRIPTS.right,

    { on: "" },
    {
      when: "a third one sends by UDP",
      on: "",
      edit: (draft) =>
        draft.add("vault_audit", "third", {
          type: "socket",
          options: { address: "10.64.0.9:9090", socket_type: "udp" },
        }),
    },
    {
      when: "one of them is made by another login to the same Vault",
      on: "",
      edit: (draft) => {
        const [provider] = draft.configuration.provider.vault;
        draft.configuration.provider.vault.push({ ...provider, alias: "other" });
        draft.resource("vault_audit", "syslog").provider = "vault.other";
      },
    },
    {
      when: "the second is another file",
      on: "",
      edit: (draft) => {
        const device = draft.resource("vault_audit", "syslog");
        device.type = "file";
        device.options = { file_path: "/var/log/vault-second/audit.log" };
      },
    },
  ],
  fails: [
    SCRIPTS.one,
    SCRIPTS.local,
    {
      when: "there is none of one of them",
      on: "",
      edit: (draft) => {
        draft.resource("vault_audit", "syslog").count = 0;
      },
    },
    {
      when: "both write one file, spelt in two ways",
      on: "",
      edit: (draft) =>
        Object.assign(draft.resource("vault_audit", "syslog"), {
          type: "file",
          options: { file_path: "/var/log/./vault//audit.log" },
        }),
    },
    { when: "there is none", on: "", says: /no audit device/, edit: (draft) => draft.remove("vault_audit") },
    { when: "there is one", on: "", edit: (draft) => draft.remove("vault_audit", "syslog") },
    {
      when: "the second writes the same file",
      on: "",
      edit: (draft) => {
        const device = draft.resource("vault_audit", "syslog");
        device.type = "file";
        device.options = { file_path: "/var/log/vault//audit.log" };
      },
    },
    {
      when: "the second discards",
      on: "",
      edit: (draft) => {
        const device = draft.resource("vault_audit", "syslog");
        device.type = "file";
        device.options = { file_path: "discard" };
      },
    },
    {
      when: "the second is /dev/null",
      on: "",
      edit: (draft) => {
        draft.resource("vault_audit", "file").options.file_path = "/dev/null";
      },
    },
    {
      when: "the second sends by UDP",
      on: "",
      edit: (draft) => {
        const device = draft.resource("vault_audit", "syslog");
        device.type = "socket";
        device.options = { address: "10.64.0.9:9090", socket_type: "udp" };
      },
    },
    {
      when: "the second is another Vault's",
      on: "",
      edit: (draft) => {
        draft.configuration.provider.vault.push({ alias: "other", address: "https://other.example" });
        draft.resource("vault_audit", "syslog").provider = "vault.other";
      },
    },
    {
      when: "a policy is another Vault's, which has no devices",
      on: "",
      says: /no audit device in https/,
      edit: (draft) => {
        draft.configuration.provider.vault.push({ alias: "other", address: "https://other.example" });
        draft.resource("vault_policy", "payments").provider = "vault.other";
      },
    },
    {
      when: "all are local",
      on: "",
      says: /local/,
      edit: (draft) => {
        for (const device of draft.resources("vault_audit")) device.local = true;
      },
    },
  ],
  unknown: [
    {
      when: "a variable says whether there is a second",
      on: "",
      edit: (draft) => {
        draft.resource("vault_audit", "syslog").count = "${var.second ? 1 : 0}";
      },
    },
    {
      when: "a variable says what the second is",
      on: "",
      edit: (draft) => {
        draft.resource("vault_audit", "syslog").type = "${var.second}";
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
      when: "file_path",
      on: "",
      override: (inside) =>
        inside.at<Audit>("configuration/audit/file").addOverride("options.file_path", "/dev/null"),
    },
  ],
  repaired: [
    {
      when: "file_path",
      on: "",
      override: (inside) => {
        const device = inside.at<Audit>("configuration/audit/file");
        device.options = { file_path: "discard" };
        device.addOverride("options.file_path", "/var/log/vault/audit.log");
      },
    },
  ],
};
