import type { Audit } from "@cdktf/provider-vault/lib/audit";
import { hashedAuditLog } from "../../../../lib/checks/rules/aud/hashed-audit-log";
import { SCRIPTS } from "../../support/audit-scripts";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: hashedAuditLog,
  from: "inside",
  passes: [
    SCRIPTS.right,

    { on: "vault_audit.configuration_audit_file" },
    { on: "vault_audit_request_header" },
    {
      when: "a number stands in clear",
      on: "vault_mount.configuration_keys",
      edit: (draft) => {
        draft.resource("vault_mount", "keys").audit_non_hmac_response_keys = ["ttl"];
      },
    },
  ],
  fails: [
    SCRIPTS.raw,
    SCRIPTS.requested,
    {
      when: "a header with a key is taken down in clear",
      on: "vault_audit_request_header.more",
      edit: (draft) => draft.add("vault_audit_request_header", "more", { name: "X-Api-Key", hmac: false }),
    },
    {
      when: "a device is raw",
      on: "vault_audit.configuration_audit_file",
      says: /log_raw/,
      edit: (draft) => {
        draft.resource("vault_audit", "file").options.log_raw = "true";
      },
    },
    {
      when: "accessors stand in clear",
      on: "vault_audit.configuration_audit_syslog",
      edit: (draft) => {
        draft.resource("vault_audit", "syslog").options.hmac_accessor = "false";
      },
    },
    {
      when: "a mount leaves a key in clear",
      on: "vault_mount.configuration_secrets",
      edit: (draft) => {
        draft.resource("vault_mount", "secrets").audit_non_hmac_request_keys = ["data"];
      },
    },
    {
      when: "a login method leaves a key in clear",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_auth_backend", "people").tune[0].audit_non_hmac_request_keys = ["code"];
      },
    },
    {
      when: "the header with the token is not hashed",
      on: "vault_audit_request_header",
      edit: (draft) => {
        const header = draft.resource("vault_audit_request_header");
        header.name = "X-Vault-Token";
        header.hmac = false;
      },
    },
  ],
  unknown: [
    {
      when: "a variable decides",
      on: "vault_audit.configuration_audit_file",
      edit: (draft) => {
        draft.resource("vault_audit", "file").options.log_raw = "${var.raw}";
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
      when: "log_raw",
      on: "vault_audit.configuration_audit_file",
      override: (inside) =>
        inside.at<Audit>("configuration/audit/file").addOverride("options.log_raw", "true"),
    },
  ],
  repaired: [
    {
      when: "log_raw",
      on: "vault_audit.configuration_audit_file",
      override: (inside) => {
        const device = inside.at<Audit>("configuration/audit/file");
        device.options = { ...device.optionsInput, log_raw: "true" };
        device.addOverride("options.log_raw", "false");
      },
    },
  ],
};
