import { atLeast, uncertain, undecided } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type Subject } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { dataOf, endpointsAt } from "../../evidence/generic-endpoint";
import { insideVault, loginMounts, madeInside } from "../../evidence/inside-vault";
import { namespaceOf, vaultOf } from "../../evidence/provider-configurations";
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
  claims: ["vault_quota_rate_limit"],
  subjects: ({ evidence }): readonly (Resource | Subject)[] =>
    insideVault(evidence).length === 0
      ? []
      : [{ address: "" }, ...madeInside(evidence).ofType("vault_quota_rate_limit")],
  notApplicable: "nothing of this stack is inside Vault",
  check: (subject, { evidence }) => {
    const quotas = madeInside(evidence).ofType("vault_quota_rate_limit");
    const quota = quotas.find((one) => one === subject);
    if (quota !== undefined) {
      const same = quotas.filter((other) => other !== quota && isSameQuota(other, quota, evidence));
      return [
        perSecond(quota),
        atLeast(quota.at("block_interval"), 1),
        passIf(same.length === 0, {
          actual: `${same.map(({ address }) => address).join(", ") || "nothing else"} writes the quota ${quota.at("name")}`,
          expected: "one resource for each quota: the last one written counts",
        }),
      ];
    }
    // Each Vault that something is made in has limits of its own.
    const vaults = new Set(insideVault(evidence).map((resource) => vaultOf(resource, evidence)));
    return [...vaults].flatMap((vault) => limitsOf(vault, evidence));
  },
});

function limitsOf(vault: string, evidence: Evidence): readonly Observation[] {
  const { resources } = evidence;
  const isHere = (resource: Resource) => vaultOf(resource, evidence) === vault;
  const quotas = madeInside(evidence).ofType("vault_quota_rate_limit").filter(isHere);
  const configs = endpointsAt(evidence, /^sys\/quotas\/config$/).filter(isHere);
  // A quota for one role, or for a path below the mount, leaves the others open.
  const guarding = quotas.filter(
    (one) => one.at("role").isAbsent && /^[^/]*\/[^/]*\/?$/.test(String(one.at("path").raw)),
  );
  const guards = (quota: Resource, mount: Resource) =>
    namespaceOf(quota) === namespaceOf(mount) &&
    (resources.namedBy(quota.at("path")).includes(mount) ||
      quota.at("path").literal === `auth/${mount.at("path").literal ?? mount.at("type").literal}/`);
  const forAll = quotas.filter(
    (one) =>
      (one.at("path").isAbsent || one.at("path").literal === "") &&
      one.at("role").isAbsent &&
      namespaceOf(one) === "",
  );
  const mounts = loginMounts(evidence).filter(isHere);
  const open = mounts.filter((mount) => !guarding.some((quota) => guards(quota, mount)));
  const needed = [...forAll, ...guarding.filter((quota) => mounts.some((mount) => guards(quota, mount)))];
  return [
    passIf(forAll.length > 0, { actual: `${quotas.length} quotas`, expected: "one quota for all of Vault" }),
    passIf(open.length === 0, {
      actual:
        open.length === 0
          ? "every login method has a quota"
          : `no quota for ${open.map(({ address }) => address).join(", ")}`,
      expected: "a quota for each login method",
    }),
    passIf(configs.length > 0 && configs.every(isAudited), {
      actual:
        configs.length === 0
          ? "rejections are not audited"
          : `sys/quotas/config = ${configs.map((config) => config.at("data_json")).join(", ")}`,
      expected: "enable_rate_limit_audit_logging, and no further exempt path",
    }),
    ...uncertain([...needed, ...configs]),
  ];
}

function isSameQuota(a: Resource, b: Resource, evidence: Evidence): boolean {
  return (
    a.at("name").literal !== undefined &&
    a.at("name").literal === b.at("name").literal &&
    namespaceOf(a) === namespaceOf(b) &&
    vaultOf(a, evidence) === vaultOf(b, evidence)
  );
}

/** Requests that one client may send in a second; more limit nothing. */
const MOST_OF_ALL = 10_000;
const MOST_LOGINS = 1_000;

function perSecond(quota: Resource): Observation {
  const interval = quota.at("interval");
  const isForAll = quota.at("path").isAbsent || quota.at("path").literal === "";
  const most = isForAll ? MOST_OF_ALL : MOST_LOGINS;
  const said = {
    actual: `rate = ${quota.at("rate")} in ${interval.isAbsent ? "1" : interval} s`,
    expected: `more than 0 and at most ${most} requests in a second`,
  };
  if (!quota.at("rate").isKnown || !(interval.isAbsent || interval.isKnown)) {
    return quota.at("rate").isAbsent ? fail(said) : unknown({ ...said, reason: undecided(quota.at("rate")) });
  }
  const rate = Number(quota.at("rate").literal) / Number(interval.literal ?? 1);
  return passIf(rate > 0 && rate <= most, said);
}

function isAudited(config: Resource): boolean {
  const settings = dataOf(config);
  const exempt = ["rate_limit_exempt_paths", "absolute_rate_limit_exempt_paths"].filter(
    (name) => settings.at(name).items.length > 0,
  );
  return exempt.length === 0 && String(settings.at("enable_rate_limit_audit_logging")) === "true";
}
