import { policyProblems } from "../../../lib/checks/engine/organisation-policy";
import { definePack } from "../../../lib/checks/engine/pack";
import { defineRule, type RuleDefinition, type Subject } from "../../../lib/checks/engine/rule";
import { RULES } from "../../../lib/checks/rules/catalogue";
import { rulesNamed } from "../../../lib/checks/rules/named";
import { VaultHardening } from "../../../lib/checks/stack/vault-hardening";

const [first] = RULES;
const definition: RuleDefinition<Subject> = {
  id: "ACME-1",
  title: "t",
  severity: "info",
  since: "1",
  rationale: "",
  remediation: "",
  sources: [],
  notApplicable: "",
  subjects: () => [],
  check: () => [],
};
const own = defineRule(definition);

describe("definePack", () => {
  test("takes rules of one's own and of the library; each judges once", () => {
    const pack = definePack({ name: "acme", version: "1", rules: [own, ...rulesNamed("SEAL")] });
    const { rules } = new VaultHardening({ packs: [pack], rules: [own] });
    expect(rules).toEqual([...RULES, own]);
  });

  test.each([
    [{ name: "Acme" }, /the name of a pack has a form such as/],
    [{ version: " " }, /has no version/],
    [{ rules: [] }, /has no rule/],
    [{ rules: [own, { ...own }] }, /two rules of the pack acme have the id ACME-1/],
  ])("refuses %j", (change, message) => {
    expect(() => definePack({ name: "acme", version: "1", rules: [own], ...change })).toThrow(message);
  });
});

describe("defineRule", () => {
  test.each(["acme-1", "ACME", "ACME_1", "-1", ""])("refuses the id %j", (id) => {
    expect(() => defineRule({ ...definition, id })).toThrow(/the id of a rule has a form such as/);
  });
});

describe("rulesNamed", () => {
  test("finds one, and a family", () => {
    expect(rulesNamed("SEAL-03").map(({ id }) => id)).toEqual(["SEAL-03"]);
    expect(rulesNamed("SEAL").map(({ id }) => id)).toContain("SEAL-03");
    expect(rulesNamed(String(first?.id), String(first?.id))).toHaveLength(1);
  });

  test("says which is meant", () => {
    expect(() => rulesNamed("SEAL-30")).toThrow(/there is no rule or family SEAL-30, did you mean SEAL-0/);
  });
});

describe("a policy that would forbid nothing", () => {
  test.each([
    [{ neverWaive: ["SEALS"] }, "policy.neverWaive: there is no rule or family SEALS, did you mean SEAL?"],
    [{ longestWaiverDays: 366 }, "policy.longestWaiverDays is a whole number from 1 to 365"],
    [{ approvers: [] }, "policy.approvers names somebody; leave it out to admit anybody"],
  ])("%j is refused", (policy, problem) => {
    expect(policyProblems(policy, ["SEAL-03"])).toEqual([problem]);
    expect(() => new VaultHardening({ policy })).toThrow(problem);
  });
});
