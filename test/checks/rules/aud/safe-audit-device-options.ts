import type { Audit } from "@cdktf/provider-vault/lib/audit";
import { safeAuditDeviceOptions } from "../../../../lib/checks/rules/aud/safe-audit-device-options";
import { SCRIPTS } from "../../support/audit-scripts";
import type { Draft } from "../../support/draft";
import type { InsideCases } from "../../support/rule-cases";

const FILE = "vault_audit.configuration_audit_file";

export const cases: InsideCases = {
  rule: safeAuditDeviceOptions,
  from: "inside",
  passes: [
    SCRIPTS.right,

    { on: FILE },
    { on: "vault_audit.configuration_audit_syslog" },
    {
      when: "the mode is Vault's own",
      on: FILE,
      edit: (draft) => delete draft.resource("vault_audit", "file").options.mode,
    },
  ],
  fails: [
    SCRIPTS.executable,
    {
      when: "a device leaves fields out",
      on: "vault_audit.configuration_audit_file",
      edit: (draft) => {
        draft.resource("vault_audit", "file").options.exclude = '[{"fields":["/request"]}]';
      },
    },
    ...(
      [
        ["the file can be executed", { mode: "0750" }],
        ["the file can be read by all", { mode: "0644" }],
        ["the file keeps the mode that it has", { mode: "0000" }],
        ["the path is relative", { file_path: "audit.log" }],
        ["the file lies where plugins do", { file_path: "/usr/local/lib/vault/plugins/a" }],
        ["the path leads out", { file_path: "/var/log/vault/../../etc/cron.d/a" }],
        ["lines get a prefix", { prefix: "#!/bin/sh" }],
        ["the old name of the option", { path: "/etc/profile.d/a.sh" }],
        ["entries are filtered without a fallback", { filter: "mount_type == kv" }],
      ] as const
    ).map(([when, options]) => ({
      when,
      on: FILE,
      edit: (draft: Draft) => Object.assign(draft.resource("vault_audit", "file").options, options),
    })),
    {
      when: "two devices write one file",
      on: FILE,
      edit: (draft) => {
        const device = draft.resource("vault_audit", "syslog");
        device.type = "file";
        device.options = { file_path: "/var/log/vault/audit.log" };
      },
    },
  ],
  unknown: [
    SCRIPTS.hidden,

    {
      when: "a variable names the file",
      on: FILE,
      edit: (draft) => {
        draft.resource("vault_audit", "file").options.file_path = "${var.file}";
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
      when: "mode",
      on: FILE,
      override: (inside) => inside.at<Audit>("configuration/audit/file").addOverride("options.mode", "0777"),
    },
  ],
  repaired: [
    {
      when: "mode",
      on: FILE,
      override: (inside) => {
        const device = inside.at<Audit>("configuration/audit/file");
        device.options = { ...device.optionsInput, mode: "0777" };
        device.addOverride("options.mode", "0600");
      },
    },
  ],
};
