import { judge } from "../../lib/checks/engine/judge";
import type { Result } from "../../lib/checks/engine/result";
import type { Rule } from "../../lib/checks/engine/rule";
import type { Evidence } from "../../lib/checks/evidence/evidence";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";

const NOW = new Date("2026-11-24T12:00:00Z");
const STRICT = PROFILES.find(({ name }) => name === "strict");

/** A change that weakens the production example, and the rule that must notice. */
export interface Mutation {
  /** What is changed, and how. */
  readonly name: string;
  readonly rule: string;
  readonly verdict: "fail" | "unknown";
  /** What is judged after the change. */
  readonly evidence: () => Evidence;
}

/** What the rules say of evidence under the profile `strict`. */
export function judged(evidence: Evidence, rules: readonly Rule[] = RULES): readonly Result[] {
  if (STRICT === undefined) throw new Error("there is no profile strict");
  return judge(evidence, { rules, profile: STRICT, now: NOW }).results;
}

/** Why a mutation is not caught; `undefined` where it is. */
export function escape({ rule: id, verdict, evidence }: Mutation, before: readonly Result[]): string | undefined {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) return `there is no rule ${id}`;
  const known = new Set(before.filter(({ verdict: one }) => one === verdict).map(keyOf));
  const after = judged(evidence(), [rule]);
  if (after.some((result) => result.verdict === verdict && !known.has(keyOf(result)))) return undefined;
  const said = [...new Set(after.map((result) => result.verdict))].join(", ");
  return `${id} says ${said}, not ${verdict}`;
}

function keyOf({ rule, resource, actual }: Result): string {
  return [rule, resource, actual].join("\n");
}
