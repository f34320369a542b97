import { ALONE, evidenceOfConfiguration } from "../../../lib/checks/adapters/configuration";
import type { Attestation } from "../../../lib/checks/engine/attestation";
import { type JudgeOptions, judge } from "../../../lib/checks/engine/judge";
import type { NamedRelaxation } from "../../../lib/checks/engine/named-relaxation";
import type { Profile } from "../../../lib/checks/engine/profile";
import { defineRule, type Rule } from "../../../lib/checks/engine/rule";
import type { Waiver } from "../../../lib/checks/engine/waiver";
import { DEFAULT_PROFILE } from "../../../lib/checks/profiles/profiles";

const NOW = new Date("2026-11-24T12:00:00Z");

const evidence = evidenceOfConfiguration(
  "stack",
  {
    resource: {
      aws_kms_key: {
        one: { "//": { metadata: { path: "stack/vault/one" } }, tags: "a" },
        two: { "//": { metadata: { path: "stack/vault/two" } }, tags: "b" },
      },
    },
  },
  ALONE,
);

const texts = {
  severity: "error",
  since: "1",
  rationale: "because",
  remediation: "mend it",
  sources: [],
} as const;
const keys = defineRule({
  ...texts,
  id: "ACME-01",
  title: "Keys are good",
  notApplicable: "no keys",
  subjects: ({ evidence: { resources } }) => resources.ofType("aws_kms_key"),
  check: (key) => [{ verdict: "fail", actual: `tags = ${key.at("tags")}`, expected: "none" }],
});
const final: Rule = { ...keys, id: "ACME-02", waivable: false };
const asking = defineRule({
  ...texts,
  id: "ACME-03",
  title: "Somebody looked",
  notApplicable: "",
  attestable: { statement: "I looked at it", days: 90 },
  subjects: () => [{ address: "" }],
  check: () => [{ verdict: "unknown", actual: "nobody knows", expected: "somebody looked" }],
});

const WAIVER: Waiver = {
  rule: "ACME-01",
  scope: "stack/vault",
  reason: "a cluster that lives for a day of training",
  approvedBy: "security@corp.example",
  expires: "2027-02-01",
};

function judged(options: Partial<JudgeOptions>) {
  const all = { rules: [keys], profile: DEFAULT_PROFILE as Profile, now: NOW, ...options };
  const { results, stopping } = judge(evidence, all);
  return {
    stopping: stopping.map(({ rule, resource }) => `${rule} ${resource}`.trim()),
    waived: results
      .filter(({ waived }) => waived !== undefined)
      .map(({ resource, verdict }) => `${resource} ${verdict}`),
    about: results
      .filter(({ rule }) => /^[A-Z]+$/.test(rule))
      .map(({ severity, reason }) => `${severity}: ${reason}`),
    results,
  };
}

describe("a waiver", () => {
  test("of a rule whose errors stand accepts its warnings alone", () => {
    const weighed = defineRule({
      ...texts,
      id: "ACME-01",
      title: "Keys are narrow",
      waivable: "warnings",
      notApplicable: "no keys",
      subjects: ({ evidence: { resources } }) => resources.ofType("aws_kms_key"),
      check: ({ address }) => [
        {
          verdict: "fail",
          actual: "it is wide",
          expected: "none",
          severity: address === "aws_kms_key.one" ? "warning" : "error",
        },
      ],
    });
    expect(judged({ rules: [weighed], waivers: [WAIVER] })).toMatchObject({
      waived: ["aws_kms_key.one fail"],
      stopping: ["ACME-01 aws_kms_key.two"],
      about: [],
    });
    expect(judged({ rules: [weighed], waivers: [{ ...WAIVER, scope: "stack/vault/two" }] })).toMatchObject({
      waived: [],
      about: ["error: nothing fails that it would accept"],
    });
  });

  test("accepts failures at its construct and below; they stay failures", () => {
    expect(judged({ waivers: [WAIVER] })).toMatchObject({
      stopping: [],
      waived: ["aws_kms_key.one fail", "aws_kms_key.two fail"],
    });
  });

  test.each<[string, Partial<Waiver>, readonly string[]]>([
    ["its own construct alone", { scope: "stack/vault/one" }, ["aws_kms_key.one fail"]],
    ["the address of one resource", { scope: "aws_kms_key.two" }, ["aws_kms_key.two fail"]],
    ["the finding that fits", { finding: "*= b" }, ["aws_kms_key.two fail"]],
    ["no neighbour whose path begins alike", { scope: "stack/vault/on" }, []],
  ])("reaches %s", (_, change, waived) => {
    expect(judged({ waivers: [{ ...WAIVER, ...change }] }).waived).toEqual(waived);
  });

  test.each<[string, Partial<Waiver>, string]>([
    ["of no rule", { rule: "ACME-1" }, 'error: there is no rule "ACME-1", did you mean ACME-01?'],
    [
      "of a rule that cannot be waived",
      { rule: "ACME-02" },
      "error: ACME-02 cannot be waived: Keys are good",
    ],
    ["that nothing needs", { scope: "stack/other" }, "error: nothing fails that it would accept"],
    ["that is over", { expires: "2026-11-23" }, "error: it expired 1 days ago"],
    ["that lasts too long", { expires: "2027-11-25" }, "error: it lasts 366 days, more than 365"],
    ["without a reason", { reason: "because" }, "error: reason is a sentence of 20 characters or more"],
    ["whose reason is the title", { reason: "Keys are good" }, "error: reason is not the title of the rule"],
  ])("%s accepts nothing, and is a finding", (_, change, about) => {
    const {
      waived,
      about: said,
      stopping,
    } = judged({ rules: [keys, final], waivers: [{ ...WAIVER, ...change }] });
    expect(waived).toEqual([]);
    expect(said).toContain(about);
    expect(stopping).toContain("ACME-01 aws_kms_key.one");
    expect(stopping).toContain("WAIVER");
  });

  test.each<[string, Partial<Waiver>, string]>([
    ["a whole stack", { scope: "stack" }, "the whole stack"],
    ["a construct", { scope: "stack/vault" }, "stack/vault"],
    ["a finding that is each", { scope: "stack", finding: "*" }, "the whole stack"],
    ["a glob of stars", { finding: "**" }, "stack/vault"],
    ["a glob that tells nothing apart", { finding: "* = *" }, "stack/vault"],
  ])("of %s for several resources is a warning", (_, change, place) => {
    expect(judged({ waivers: [{ ...WAIVER, ...change }] }).about).toEqual([
      `warning: it covers 2 resources of ${place}, and each that will be added`,
    ]);
  });

  test.each<[string, Partial<Waiver>]>([
    ["names the finding", { scope: "stack", finding: "tags = *" }],
    ["names the one construct", { scope: "stack/vault/one" }],
  ])("that %s is not", (_, change) => {
    const { about, waived } = judged({ waivers: [{ ...WAIVER, ...change }] });
    expect(waived).not.toEqual([]);
    expect(about).toEqual([]);
  });

  test("of a resource is not too wide where count makes several of it", () => {
    const subjects = () => [{ address: "aws_kms_key.two[0]" }, { address: "aws_kms_key.two[1]" }];
    const several: Rule = {
      ...keys,
      subjects,
      check: () => [{ verdict: "fail", actual: "a", expected: "" }],
    };
    const { about, waived } = judged({
      rules: [several],
      waivers: [{ ...WAIVER, scope: "aws_kms_key.two" }],
    });
    expect(waived).toHaveLength(2);
    expect(about).toEqual([]);
  });

  test("that ends soon is an information", () => {
    const narrow = { ...WAIVER, scope: "stack/vault/one" };
    const waivers = [
      { ...narrow, expires: "2026-11-24" },
      { ...WAIVER, scope: "aws_kms_key.two" },
    ];
    expect(judged({ waivers })).toMatchObject({
      stopping: [],
      about: ["info: it expires in 0 days"],
    });
  });

  test("holds on its last day, and until 365 days ahead", () => {
    for (const expires of ["2026-11-24", "2027-11-24"]) {
      expect(judged({ waivers: [{ ...WAIVER, expires }] }).waived).toHaveLength(2);
    }
  });
});

const RELAXATION: NamedRelaxation = {
  rules: ["ACME-01"],
  scope: "stack/vault",
  name: "Protection.relaxed",
  reason: "a cluster that lives for a day of training",
};

describe("a relaxation", () => {
  test.each<[string, Partial<NamedRelaxation>, string]>([
    ["without a reason", { reason: "" }, "error: reason is a sentence of 20 characters or more"],
    ["without a name", { name: " " }, "error: name is the one that it has in the code"],
    ["of no rule", { rules: ["ACME-1"] }, 'error: there is no rule "ACME-1", did you mean ACME-01?'],
    ["of a rule and of none", { rules: ["ACME-01", "X"] }, 'error: there is no rule "X"'],
    ["of nothing", { rules: [] }, "error: rules are those whose failures it explains"],
    [
      "of a whole stack",
      { scope: "stack" },
      "error: scope is the path of a construct in a stack, and no whole stack",
    ],
    ["with an empty glob", { finding: "" }, "error: finding is a glob such as *acl*"],
  ])("%s accepts nothing, and is a finding", (_, change, about) => {
    const { waived, about: said, stopping } = judged({ relaxations: [{ ...RELAXATION, ...change }] });
    expect({ waived, said }).toEqual({ waived: [], said: [about] });
    expect(stopping).toEqual(["ACME-01 aws_kms_key.one", "ACME-01 aws_kms_key.two", "RELAXATION"]);
  });
});

describe("the policy of an organisation", () => {
  test.each([
    [{ neverWaive: ["ACME"] }, "error: the organisation forbids to waive ACME-01"],
    [{ neverWaive: ["ACME-01"] }, "error: the organisation forbids to waive ACME-01"],
    [{ longestWaiverDays: 30 }, "error: it lasts 69 days, more than 30"],
    [{ approvers: ["ciso@corp.example"] }, "error: approvedBy is one of ciso@corp.example"],
  ])("%j forbids more", (policy, about) => {
    expect(judged({ waivers: [WAIVER], policy })).toMatchObject({ waived: [], about: [about] });
  });

  test("binds what the code relaxes as well", () => {
    const relaxations = [{ ...RELAXATION, rules: ["ACME-01", "ACME-02"] }];
    const rules = [keys, final];
    expect(judged({ rules, relaxations })).toMatchObject({
      waived: ["aws_kms_key.one fail", "aws_kms_key.two fail"],
      about: [],
    });
    const narrow = relaxations.map((one) => ({ ...one, finding: "tags = a" }));
    expect(judged({ rules, relaxations: narrow }).waived).toHaveLength(1);
    expect(judged({ rules, relaxations, policy: { neverWaive: ["ACME-01"] } }).waived).toEqual([]);
  });
});

describe("an attestation", () => {
  const GIVEN: Attestation = {
    rule: "ACME-03",
    statement: "the restore was tried and took an hour",
    attestedBy: "operations@corp.example",
    date: "2026-11-01",
  };
  const verdict = (attestation: Partial<Attestation>) =>
    judged({ rules: [asking, keys], attestations: [{ ...GIVEN, ...attestation }] });

  test("lets pass what nobody can see, and says who said so", () => {
    const [result] = verdict({}).results;
    expect(result).toMatchObject({
      verdict: "pass",
      reason: expect.stringContaining("attested by operations@"),
    });
    expect(verdict({}).about).toEqual([]);
  });

  test.each<[string, Partial<Attestation>, string]>([
    ["too old", { date: "2026-08-01" }, "error: it is 115 days old and holds for 90"],
    ["of the future", { date: "2026-12-24" }, "error: it is dated in the future"],
    ["nobody's", { attestedBy: "" }, "error: attestedBy names who says so"],
    ["a word", { statement: "done" }, "error: the statement is a sentence of 20 characters or more"],
    ["no day", { date: "lately" }, "error: date is a day such as 2026-11-30"],
  ])("that is %s lets nothing pass, and is a finding", (_, change, about) => {
    const { results, about: said } = verdict(change);
    expect(results[0]?.verdict).toBe("unknown");
    expect(said).toContain(about);
  });

  test("of a rule that asks for none is a finding, and lets no failure pass", () => {
    const { stopping, about } = verdict({ rule: "ACME-01" });
    expect(about).toContain("error: nothing can be attested for ACME-01");
    expect(stopping).toContain("ACME-01 aws_kms_key.one");
  });
});
