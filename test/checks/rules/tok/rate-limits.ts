import type { QuotaRateLimit } from "@cdktf/provider-vault/lib/quota-rate-limit";
import { rateLimits } from "../../../../lib/checks/rules/tok/rate-limits";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: rateLimits,
  from: "inside",
  passes: [{ on: "" }, { on: "vault_quota_rate_limit.configuration_rate-limit" }],
  fails: [
    {
      when: "another resource writes the same quota",
      on: "vault_quota_rate_limit.again",
      says: /writes the quota everything/,
      edit: (draft) =>
        draft.add("vault_quota_rate_limit", "again", {
          name: "everything",
          path: "secret/",
          rate: 9,
          block_interval: 9,
        }),
    },
    {
      when: "the quota for all is one of a namespace",
      on: "",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "configuration_rate-limit").namespace = "team";
      },
    },
    {
      when: "the quota of a login method is in another Vault",
      on: "",
      says: /no quota for/,
      edit: (draft) => {
        draft.configuration.provider.vault.push({ alias: "other", address: "https://other.example" });
        draft.resource("vault_quota_rate_limit", "people").provider = "vault.other";
      },
    },
    {
      when: "the limit is higher than anybody asks",
      on: "vault_quota_rate_limit.configuration_rate-limit",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "configuration_rate-limit").rate = 1_000_000;
      },
    },
    {
      when: "a quota of a login method is for one role",
      on: "",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "people").role = "operators";
      },
    },
    {
      when: "a second resource takes the first back",
      on: "",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "again", {
          path: "sys/quotas/config/",
          data_json: '{"enable_rate_limit_audit_logging":false}',
        }),
    },
    {
      when: "nothing limits all of Vault",
      on: "",
      edit: (draft) => draft.remove("vault_quota_rate_limit", "configuration_rate-limit"),
    },
    {
      when: "logins of people are not limited",
      on: "",
      says: /people/,
      edit: (draft) => draft.remove("vault_quota_rate_limit", "people"),
    },
    {
      when: "a client that sent too much is not refused",
      on: "vault_quota_rate_limit.configuration_rate-limit",
      edit: (draft) =>
        delete draft.resource("vault_quota_rate_limit", "configuration_rate-limit").block_interval,
    },
    {
      when: "rejections are not audited",
      on: "",
      edit: (draft) => draft.remove("vault_generic_endpoint", "quota-auditing"),
    },
    {
      when: "logins are exempt",
      on: "",
      edit: (draft) => {
        draft.resource("vault_generic_endpoint", "quota-auditing").data_json = JSON.stringify({
          enable_rate_limit_audit_logging: true,
          rate_limit_exempt_paths: ["auth/oidc/login"],
        });
      },
    },
  ],
  unknown: [
    {
      when: "a variable says whether there is a quota for all",
      on: "",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "configuration_rate-limit").count = "${var.number}";
      },
    },
    {
      when: "changes of its rate are ignored",
      on: "vault_quota_rate_limit.configuration_people",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "people").lifecycle = { ignore_changes: ["rate"] };
      },
    },
    {
      when: "a variable decides",
      on: "vault_quota_rate_limit.configuration_rate-limit",
      edit: (draft) => {
        draft.resource("vault_quota_rate_limit", "configuration_rate-limit").rate = "${var.rate}";
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
      when: "block_interval",
      on: "vault_quota_rate_limit.configuration_rate-limit",
      override: (inside) =>
        inside.at<QuotaRateLimit>("configuration/rate-limit/Resource").addOverride("block_interval", 0),
    },
  ],
  repaired: [
    {
      when: "block_interval",
      on: "vault_quota_rate_limit.configuration_rate-limit",
      override: (inside) => {
        const quota = inside.at<QuotaRateLimit>("configuration/rate-limit/Resource");
        quota.blockInterval = 0;
        quota.addOverride("block_interval", 10);
      },
    },
  ],
};
