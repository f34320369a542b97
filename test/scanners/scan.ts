import type { ExampleName } from "../support/synthesized-examples";

/** What is scanned: the synthesized JSON, or the plan that Terraform makes of it. */
export type Form = "json" | "plan";

/** One failed check. */
export interface Finding {
  readonly check: string;
  readonly resource: string;
  /** What the check demands. */
  readonly title: string;
}

/** What a scanner said of one stack in one form. */
export interface Scan {
  readonly example: ExampleName;
  readonly form: Form;
  /** How many checks passed. */
  readonly passed: number;
  readonly findings: readonly Finding[];
}
