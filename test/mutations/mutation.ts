import { judge } from "../../lib/checks/engine/judge";
import type { Profile } from "../../lib/checks/engine/profile";
import type { Result } from "../../lib/checks/engine/result";
import type { Rule } from "../../lib/checks/engine/rule";
import type { Evidence } from "../../lib/checks/evidence/evidence";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";

const NOW = new Date("2026-11-24T12:00:00Z");
const STRICT = profileNamed("strict");

/** A change that weakens a stack of the production example, and the rule that must notice. */
export interface Mutation {
  /** What is changed, and how. */
  readonly name: string;
  readonly rule: string;
  readonly verdict: "fail" | "unknown";
  /** What is judged after the change. */
  readonly evidence: () => Evidence;
}

/** What rules say of evidence. */
export function judged(
  evidence: Evidence,
  rules: readonly Rule[] = RULES,
  profile: Profile = STRICT,
): readonly Result[] {
  return judge(evidence, { rules, profile, now: NOW }).results;
}

/** Why a mutation is not caught; `undefined` where it is. */
export function escapeOf(
  { rule: id, verdict, evidence }: Mutation,
  before: readonly Result[],
): string | undefined {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) return `there is no rule ${id}`;
  const known = new Set(before.filter((result) => result.verdict !== "pass").map(keyOf));
  const after = judged(evidence(), [rule]);
  const isCaught = (result: Result) => result.verdict === "fail" || result.verdict === verdict;
  if (after.some((result) => isCaught(result) && !known.has(keyOf(result)))) return undefined;
  const said = [...new Set(after.map((result) => result.verdict))].join(", ");
  return `${id} says ${said}, not ${verdict}`;
}

/** @throws Error when there is none */
export function profileNamed(wanted: string): Profile {
  const profile = PROFILES.find(({ name }) => name === wanted);
  if (profile === undefined) throw new Error(`there is no profile ${wanted}`);
  return profile;
}

function keyOf({ rule, resource, actual }: Result): string {
  return [rule, resource, actual].join("\n");
}
