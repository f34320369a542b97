import { ALONE } from "../../lib/checks/adapters/configuration";
import { evidenceOfPlan, type ShownByTerraform } from "../../lib/checks/adapters/plan";
import { judge } from "../../lib/checks/engine/judge";
import type { Result } from "../../lib/checks/engine/result";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { hasTerraform } from "../terraform/terraform";
import { DEFECTS, RIGHT } from "./defects";
import { fixtureNames, keptPlan, Planner } from "./planned";

const NOW = new Date("2026-11-24T12:00:00Z");
const STRICT = PROFILES.find(({ name }) => name === "strict");

function judged(name: string): readonly Result[] {
  const evidence = evidenceOfPlan(name, keptPlan(name) as unknown as ShownByTerraform, ALONE);
  return judge(evidence, { rules: RULES, profile: STRICT as never, now: NOW }).results;
}

const verdicts = (results: readonly Result[], rule: string) =>
  results.filter((result) => result.rule === rule).map(({ verdict, resource }) => `${verdict} ${resource}`);

describe("plans of what others publish", () => {
  const right = judged(RIGHT);

  test("each has a defect that is listed", () => {
    expect([...Object.keys(DEFECTS), RIGHT].sort()).toEqual([...fixtureNames()].sort());
  });

  test.each(Object.entries(DEFECTS))(
    "%s is named by its rule, and by it alone says otherwise",
    (name, defect) => {
      const { rule, on, verdict = "fail" } = defect;
      const found = judged(name);
      const named = found.filter((result) => result.rule === rule && result.resource.endsWith(on));
      expect(named.map((result) => result.verdict)).toContain(verdict);
      // What is right in the same stack is not accused with it.
      const accused = found.filter(
        (result) =>
          result.verdict === "fail" &&
          result.rule !== rule &&
          verdicts(right, result.rule).includes(`pass ${result.resource}`),
      );
      expect(accused.map((result) => `${result.rule} ${result.resource}: ${result.actual}`)).toEqual([]);
    },
  );

  test("what is right is not accused by the rule that names its defect", () => {
    const accused = Object.entries(DEFECTS).filter(([, { rule, on }]) =>
      right.some(
        (result) => result.rule === rule && result.verdict === "fail" && result.resource.endsWith(on),
      ),
    );
    expect(accused).toEqual([]);
  });
});

const missing = hasTerraform() ? undefined : "terraform is not installed";
describe("plans that Terraform makes now", () => {
  const planner = new Planner();
  afterAll(() => planner.clear());

  for (const name of fixtureNames()) {
    const title = missing === undefined ? name : `${name} (skipped: ${missing})`;
    (missing === undefined ? test : test.skip)(
      title,
      async () => expect(await planner.plan(name)).toEqual(keptPlan(name)),
      120_000,
    );
  }
});
