import { type Profile, stops } from "../checks/engine/profile";
import type { Rule } from "../checks/engine/rule";

/** How much of a rule can be waived. */
export function canBeWaived({ waivable = true }: Pick<Rule, "waivable">): "no" | "warnings" | "yes" {
  if (waivable === "warnings") return waivable;
  return waivable ? "yes" : "no";
}

/** Profiles under which a failure of a rule stops the deployment. */
export function stoppedBy(
  { severity }: Pick<Rule, "severity">,
  profiles: readonly Profile[],
): readonly string[] {
  return profiles.filter((profile) => stops(profile, { verdict: "fail", severity })).map(({ name }) => name);
}
