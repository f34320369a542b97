import type { Severity, Verdict } from "./verdict";

/** One thing that a rule looked at. */
export interface Observation {
  readonly verdict: Exclude<Verdict, "error">;
  /** What there is. */
  readonly actual: string;
  /** What should be there. */
  readonly expected: string;
  /** Why it matters, or why nothing can be said, where the rule's own text is not enough. */
  readonly reason?: string;
  /** Where it weighs less or more than the rule. @default - the rule's severity */
  readonly severity?: Severity;
}

/** Texts of an observation. */
export type Said = Omit<Observation, "verdict">;

/** It is as it should be. */
export function pass(said: Said): Observation {
  return { ...said, verdict: "pass" };
}

/** It is not as it should be. */
export function fail(said: Said): Observation {
  return { ...said, verdict: "fail" };
}

/** Nobody can say before it is deployed. */
export function unknown(said: Said): Observation {
  return { ...said, verdict: "unknown" };
}

/** There is nothing to say here. */
export function notApplicable(reason: string): Observation {
  return { verdict: "not-applicable", actual: "", expected: "", reason };
}

/** Passes or fails by a condition. */
export function passIf(condition: boolean, said: Said): Observation {
  return condition ? pass(said) : fail(said);
}
