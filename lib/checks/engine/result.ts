import type { Severity, Verdict } from "./verdict";

/** What was said of one resource under one rule. */
export interface Result {
  /** Id of the rule. */
  readonly rule: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  /** Terraform address; empty where the stack as a whole is meant. */
  readonly resource: string;
  /** Path of the construct; empty where there is none. */
  readonly constructPath: string;
  /** Line of the user's own code that made it. */
  readonly source?: string;
  readonly actual: string;
  readonly expected: string;
  readonly reason: string;
  readonly remediation: string;
  /** Who accepted it, why and until when. A waived failure stays a failure. */
  readonly waived?: {
    readonly reason: string;
    readonly approvedBy: string;
    /** Day, `YYYY-MM-DD`; absent for a relaxation that the code names. */
    readonly expires?: string;
  };
}
