import type { Limits } from "./limits";
import type { Result } from "./result";
import type { Severity } from "./verdict";

/** How strictly is judged: data. */
export interface Profile {
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly description: string;
  /** Severities of which a failure stops the deployment. */
  readonly failing: readonly Severity[];
  /** Whether what cannot be known stops it as well. */
  readonly unknownFails: boolean;
  readonly limits: Limits;
}

/** Whether a result stops the deployment under a profile. An error always does: nothing was judged. */
export function stops(
  profile: Profile,
  { verdict, severity, waived }: Pick<Result, "severity" | "verdict" | "waived">,
): boolean {
  if (verdict === "error") return true;
  if (waived !== undefined) return false;
  if (verdict === "fail") return profile.failing.includes(severity);
  return verdict === "unknown" && profile.unknownFails && profile.failing.includes(severity);
}
