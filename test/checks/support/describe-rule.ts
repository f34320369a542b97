import { judge } from "../../../lib/checks/engine/judge";
import type { Result } from "../../../lib/checks/engine/result";
import type { Verdict } from "../../../lib/checks/engine/verdict";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { PROFILES } from "../../../lib/checks/profiles/profiles";
import { Draft } from "./draft";
import type { ExampleName } from "./example-name";
import { Inside } from "./inside";
import { Production } from "./production";
import { casesOf, type InsideCases, type OverrideCase, type RuleCases } from "./rule-cases";

const NOW = new Date("2026-11-24T12:00:00Z");
const STRICT = PROFILES.find(({ name }) => name === "strict");

/** Tests a rule by its cases. */
export function describeRule({ rule, from = "production", ...cases }: InsideCases | RuleCases): void {
  const expectVerdict = (
    evidence: Evidence,
    verdict: Verdict,
    { on, says, profile = STRICT }: Partial<OverrideCase<never>>,
  ) => {
    const results = judge(evidence, { rules: [rule], profile: profile as never, now: NOW }).results;
    const found = results.filter(({ resource }) =>
      on === "" ? resource === "" : resource.includes(on as string),
    );
    expect(found.length === 0 ? results.map(short) : found.map(short)).toEqual(
      found.length === 0
        ? [expect.stringContaining(on as string)]
        : [expect.stringMatching(new RegExp(`: ${verdict} `))],
    );
    if (says !== undefined) expect(`${found[0]?.actual} ${found[0]?.reason}`).toMatch(says);
  };

  describe(`${rule.id} ${rule.title}`, () => {
    for (const { edit = () => undefined, when = "as it is", ...expected } of casesOf(cases.passes)) {
      test(`passes ${when}`, () => expectVerdict(edited(from, edit), "pass", expected));
    }
    for (const { edit, when, ...expected } of casesOf(cases.fails)) {
      test(`fails when ${when}`, () => expectVerdict(edited(from, edit), "fail", expected));
    }
    for (const { edit, when, ...expected } of casesOf(cases.unknown)) {
      test(`cannot know when ${when}`, () => expectVerdict(edited(from, edit), "unknown", expected));
    }
    for (const { edit, when, ...expected } of casesOf(cases.notApplicable)) {
      test(`has nothing to say when ${when}`, () =>
        expectVerdict(edited(from, edit), "not-applicable", expected));
    }
    for (const { override, when, ...expected } of casesOf<OverrideCase<never>>(cases.weakened)) {
      test(`fails when an override weakens: ${when}`, () =>
        expectVerdict(overridden(from, override), "fail", expected));
    }
    for (const { override, when, ...expected } of casesOf<OverrideCase<never>>(cases.repaired)) {
      test(`passes when an override repairs: ${when}`, () =>
        expectVerdict(overridden(from, override), "pass", expected));
    }
  });
}

function edited(from: ExampleName, edit: (draft: Draft) => void): Evidence {
  const draft = new Draft(from);
  edit(draft);
  return draft.evidence();
}

function overridden(from: ExampleName, override: (example: never) => void): Evidence {
  const example = from === "inside" ? new Inside() : new Production();
  override(example as never);
  return example.evidence();
}

function short({ resource, verdict, actual, reason }: Result): string {
  return `${resource}: ${verdict} (${actual}) ${reason}`;
}
