import { table } from "../support/table";
import type { Judgement, Trial } from "./trial";

/** A trial with what one of the judges says. */
export interface JudgedTrial {
  readonly trial: Trial;
  readonly judge: "emulator" | "simulator";
  readonly judgement: Judgement;
}

/** Trials that were judged otherwise than the table says, a line each. */
export function surprises(judged: readonly JudgedTrial[]): readonly string[] {
  return judged
    .filter(({ trial, judgement }) => judgement.verdict !== trial.expected)
    .map(
      ({ trial, judge, judgement }) =>
        `${trial.id}: ${judgement.verdict} by the ${judge}, must be ${trial.expected} (${trial.why}): ${judgement.detail}`,
    );
}

/** Refuses any surprise. */
export function requireAsExpected(judged: readonly JudgedTrial[]): void {
  const lines = surprises(judged);
  if (lines.length > 0)
    throw new Error(`${lines.length} calls are not as they must be:\n${lines.join("\n")}`);
}

/** How many calls were allowed and refused, by who called and who judged. */
export function summaryOf(judged: readonly JudgedTrial[]): readonly string[] {
  const count = (principal: string | undefined, judge: string, verdict: string) =>
    judged.filter(
      (one) =>
        (principal === undefined || one.trial.principal === principal) &&
        one.judge === judge &&
        one.judgement.verdict === verdict,
    ).length;
  const row = (title: string, principal?: string) => [
    title,
    ...["emulator", "simulator"].flatMap((judge) =>
      ["allowed", "refused"].map((verdict) => String(count(principal, judge, verdict))),
    ),
  ];
  const who = [...new Set(judged.map(({ trial }) => trial.principal))];
  const head = ["who", "API: allowed", "refused", "simulator: allowed", "refused"];
  return table(head, [...who.map((principal) => row(principal, principal)), row("all")]).split("\n");
}
