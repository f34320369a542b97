import type { Profile } from "../../lib/checks/engine/profile";
import type { Result } from "../../lib/checks/engine/result";
import type { Evidence } from "../../lib/checks/evidence/evidence";
import { RULES } from "../../lib/checks/rules/catalogue";
import { escapeOf, judged, type Mutation } from "./mutation";

/** A change after which nothing may be found. */
export interface Harmless {
  readonly name: string;
  readonly evidence: () => Evidence;
  /** What it is judged by. @default - `strict` */
  readonly profile?: Profile;
}

/** Something that was tried. */
export interface Tried {
  readonly name: string;
  /** Why it failed. */
  readonly problem?: string;
}

/** Tries mutations one after the other. A change that cannot be made is a failure as well. */
export function* tryMutations(
  mutations: readonly Mutation[],
  before: readonly Result[],
): Generator<Tried, void, void> {
  for (const mutation of mutations) {
    yield tried(mutation.name, () => escapeOf(mutation, before));
  }
}

/** Tries harmless changes: nothing may fail, be unknown or break that did not before. */
export function* tryHarmless(
  changes: readonly Harmless[],
  before: readonly Result[],
): Generator<Tried, void, void> {
  const known = new Set(findings(before));
  for (const { name, evidence, profile } of changes) {
    yield tried(name, () => {
      const found = findings(judged(evidence(), RULES, profile)).filter((finding) => !known.has(finding));
      return found.length === 0 ? undefined : found.join("; ");
    });
  }
}

function tried(name: string, attempt: () => string | undefined): Tried {
  try {
    const problem = attempt();
    return problem === undefined ? { name } : { name, problem };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What is not as it should be, a line each. */
export function findings(results: readonly Result[]): readonly string[] {
  return results
    .filter(({ verdict }) => verdict === "fail" || verdict === "unknown" || verdict === "error")
    .map(({ rule, verdict, resource, actual, reason }) =>
      [rule, verdict, resource, actual || reason].join(" "),
    );
}
