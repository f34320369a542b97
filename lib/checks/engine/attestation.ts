import type { Rule } from "./rule";
import { daysLeft } from "./waiver";

/** What no synthesis can see, said by somebody on a day. */
export interface Attestation {
  /** Rule that it answers. */
  readonly rule: string;
  /** What was done or is so, in 20 characters or more. */
  readonly statement: string;
  /** Who says so. */
  readonly attestedBy: string;
  /** Day on which it was so, `YYYY-MM-DD`. */
  readonly date: string;
}

/** What is wrong with an attestation, a line each; nothing where it holds. */
export function attestationProblems(
  { rule, statement, attestedBy, date }: Attestation,
  known: Rule | undefined,
  now: Date,
): readonly string[] {
  const age = -daysLeft(date, now);
  return [
    ...(known?.attestable === undefined ? [`nothing can be attested for ${rule}`] : []),
    ...(statement.trim().length < 20 ? ["the statement is a sentence of 20 characters or more"] : []),
    ...(attestedBy.trim() === "" ? ["attestedBy names who says so"] : []),
    ...(Number.isNaN(age) ? ["date is a day such as 2026-11-30"] : []),
    ...(age < -1 ? ["it is dated in the future"] : []),
    ...(known?.attestable !== undefined && age > known.attestable.days
      ? [`it is ${age} days old and holds for ${known.attestable.days}`]
      : []),
  ];
}
