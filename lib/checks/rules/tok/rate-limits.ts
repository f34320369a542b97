import { atLeast } from "../../engine/assertions";
import { passIf } from "../../engine/observation";
import { defineRule, type Subject } from "../../engine/rule";
import { insideVault, loginMounts } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";

export const rateLimits = defineRule({
  id: "TOK-07",
  title: "Nobody can try logins, or ask, as often as he likes",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Without a quota one client takes the cluster away from all others, and guesses where no lockout holds him.",
  remediation:
    "Add a vault_quota_rate_limit without a path, one for each login method, each with a block_interval, and have rejections audited (sys/quotas/config).",
  sources: [
    "https://developer.hashicorp.com/vault/docs/enterprise/lease-count-quotas",
    "https://developer.hashicorp.com/vault/docs/concepts/resource-quotas",
  ],
  guide: ["S17"],
  controls: {
    soc2: ["CC6.6", "A1.1"],
    pciDss: ["8.3.4", "2.2.6"],
    iso27001: ["A.8.6", "A.8.5"],
    nist80053: ["SC-5", "AC-7"],
  },
  subjects: ({ evidence }): readonly (Resource | Subject)[] =>
    insideVault(evidence).length === 0
      ? []
      : [{ address: "" }, ...evidence.resources.ofType("vault_quota_rate_limit")],
  notApplicable: "nothing of this stack is inside Vault",
  check: (subject, { evidence }) => {
    const { resources } = evidence;
    const quotas = resources.ofType("vault_quota_rate_limit");
    const quota = quotas.find((one) => one === subject);
    if (quota !== undefined) {
      return [atLeast(quota.at("rate"), 0.01), atLeast(quota.at("block_interval"), 1)];
    }
    const config = resources
      .ofType("vault_generic_endpoint")
      .find((one) => one.at("path").literal === "sys/quotas/config");
    const settings = readSettings(config);
    const guarded = quotas.flatMap((one) => [
      ...resources.namedBy(one.at("path")),
      String(one.at("path").literal ?? ""),
    ]);
    const open = loginMounts(evidence).filter(
      (mount) =>
        !guarded.includes(mount) &&
        !guarded.includes(`auth/${mount.at("path").literal ?? mount.at("type").literal}/`),
    );
    return [
      passIf(
        quotas.some(
          (one) => (one.at("path").isAbsent || one.at("path").literal === "") && one.at("role").isAbsent,
        ),
        { actual: `${quotas.length} quotas`, expected: "one quota for all of Vault" },
      ),
      passIf(open.length === 0, {
        actual:
          open.length === 0
            ? "every login method has a quota"
            : `no quota for ${open.map(({ address }) => address).join(", ")}`,
        expected: "a quota for each login method",
      }),
      passIf(
        settings?.enable_rate_limit_audit_logging === true && settings.rate_limit_exempt_paths === undefined,
        {
          actual:
            config === undefined
              ? "rejections are not audited"
              : `sys/quotas/config = ${config.at("data_json")}`,
          expected: "enable_rate_limit_audit_logging, and no further exempt path",
        },
      ),
    ];
  },
});

function readSettings(config: Resource | undefined): { readonly [name: string]: unknown } | undefined {
  const text = config?.at("data_json").literal;
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text) as { readonly [name: string]: unknown };
  } catch {
    return undefined;
  }
}
