import { ALONE } from "../../lib/checks/adapters/configuration";
import { evidenceOfPlan, type ShownByTerraform } from "../../lib/checks/adapters/plan";
import { judge } from "../../lib/checks/engine/judge";
import type { Result } from "../../lib/checks/engine/result";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { hasTerraform } from "../terraform/terraform";
import { ALSO, DEFECTS, OPEN, RIGHT } from "./defects";
import { fixtureNames, keptPlan, plannedNow } from "./planned";

const NOW = new Date("2026-11-24T12:00:00Z");
const STRICT = PROFILES.find(({ name }) => name === "strict");

function judged(name: string): readonly Result[] {
  const evidence = evidenceOfPlan(name, keptPlan(name) as unknown as ShownByTerraform, ALONE);
  return judge(evidence, { rules: RULES, profile: STRICT as never, now: NOW }).results;
}

describe("plans of what others publish", () => {
  const right = judged(RIGHT);

  test("each has a defect that is listed", () => {
    expect([...Object.keys(DEFECTS), RIGHT].sort()).toEqual([...fixtureNames()].sort());
  });

  test.each(Object.entries(DEFECTS))("%s is named by its rule", (name, { rule, on, verdict = "fail" }) => {
    const found = judged(name);
    const before = (result: Result) =>
      right.some(
        (one) => one.rule === rule && one.resource === result.resource && one.actual === result.actual,
      );
    const named = found.filter((result) => result.rule === rule && result.resource.endsWith(on));
    expect(named.filter((result) => !before(result)).map((result) => result.verdict)).toContain(verdict);
    // What is right in the same stack is not accused with it, unless what is wrong is another thing's matter as well.
    const accused = found.filter(
      (result) =>
        result.verdict === "fail" &&
        result.rule !== rule &&
        !(ALSO[name] ?? []).includes(result.rule) &&
        right.some(
          (one) => one.rule === result.rule && one.resource === result.resource && one.verdict === "pass",
        ),
    );
    expect(accused.map((result) => `${result.rule} ${result.resource}: ${result.actual}`)).toEqual([]);
  });

  test("what is right is not accused by the rule that names its defect", () => {
    const rules = Object.values(DEFECTS)
      .map(({ rule }) => rule)
      .filter((rule) => OPEN[rule] === undefined);
    const accused = right.filter((result) => result.verdict === "fail" && rules.includes(result.rule));
    expect(accused.map((result) => `${result.rule} ${result.resource}: ${result.actual}`)).toEqual([]);
  });
});

const missing = !hasTerraform()
  ? "terraform is not installed"
  : (process.env.TERRAFORM_PLUGIN_MIRROR ?? "") === ""
    ? "TERRAFORM_PLUGIN_MIRROR is not set"
    : undefined;
const title = "the kept plans are what Terraform makes of the HCL today";
(missing === undefined ? test : test.skip)(
  missing === undefined ? title : `${title} (skipped: ${missing})`,
  async () => {
    for (const [name, plan] of await plannedNow()) expect([name, plan]).toEqual([name, keptPlan(name)]);
  },
  300_000,
);
