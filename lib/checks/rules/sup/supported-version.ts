import { compareVersions, floorsOf, meetsFloor } from "../../../server/release-floors";
import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, missing, nodeGroups, onHost } from "../../engine/subjects";
import { daysLeft } from "../../engine/waiver";
import { hasOpenExpression } from "../../evidence/resource-pattern";
import { RELEASE_FILE, type ReleaseOnNode, releasesOn } from "../../host/release-on-node";

const EXACT = /^\d+\.\d+\.\d+(\+ent(\.[\w.]+)?)?$/;

export const supportedVersion = defineRule({
  id: "SUP-01",
  title: "Vault is of one exact version that still gets fixes and has those that are known",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Holes that are published are tried on every Vault that answers; a line that has ended never gets the fix.",
  remediation:
    "Deploy the newest release; where that must wait, accept the older one with a reason and a date.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/upgrading",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-5006",
  ],
  guide: ["C13", "S10"],
  controls: {
    soc2: ["CC7.1"],
    pciDss: ["6.3.1", "6.3.3"],
    iso27001: ["A.8.8"],
    nist80053: ["SI-2", "SA-22", "RA-5"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onHost((host, group, context) => {
    const releases = releasesOn(group);
    const isSaid = releases.some(({ from }) => from === RELEASE_FILE || !host.isComplete);
    if (!isSaid) return [missing(host, RELEASE_FILE, "an exact version of Vault")];
    const exact = releases.filter(({ version }) => !hasOpenExpression(version));
    const versions = new Set(exact.map(({ version }) => version.replace(/\+ent.*/, "")));
    return [
      passIf(versions.size <= 1, {
        actual: `versions: ${releases.map(({ version, from }) => `${version} by ${from}`).join(", ")}`,
        expected: "one version everywhere",
      }),
      ...releases.flatMap((release) => judged(release, context)),
    ];
  }),
});

function judged(
  { version, edition, from }: ReleaseOnNode,
  { limits, now }: RuleContext,
): readonly Observation[] {
  const actual = `${from}: Vault ${version || "of no version"} (${edition})`;
  const expected = "an exact version such as 2.1.2";
  if (hasOpenExpression(version)) {
    return [unknown({ actual, expected, reason: "the version is known when it is deployed" })];
  }
  const exact = passIf(EXACT.test(version), { actual, expected });
  if (exact.verdict === "fail") return [exact];
  const floors = floorsOf(edition);
  const age = -daysLeft(floors.asOf, now);
  return [
    exact,
    passIf(meetsFloor(version, floors), {
      actual,
      expected: `${floors.lowest.join(", ")} or newer in its line`,
    }),
    // Community users get fixes on the newest line only; the newest known is what to have.
    passIf(edition === "enterprise" || compareVersions(version, floors.newest) >= 0, {
      actual,
      expected: `${floors.newest}, the newest known on ${floors.asOf}`,
      severity: "warning",
    }),
    passIf(age <= limits.releaseDataDays, {
      actual: `what is known of fixed versions is ${age} days old`,
      expected: `knowledge of the last ${limits.releaseDataDays} days`,
      reason: "newer holes are not known to this version of the library: update it",
      severity: "warning",
    }),
  ];
}
