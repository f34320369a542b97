/**
 * What is said of one thing under one rule, in the words of XCCDF: `unknown` is what cannot be known yet, `error` a rule
 * that could not say anything.
 */
export type Verdict = "error" | "fail" | "not-applicable" | "pass" | "unknown";

/** How much a failure weighs. Profiles say what of it stops a deployment. */
export type Severity = "error" | "info" | "warning";

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** The heavier of severities. */
export function heaviest(severities: readonly Severity[]): Severity | undefined {
  return [...severities].sort((a, b) => WEIGHT[b] - WEIGHT[a])[0];
}
