import { type Profile, stops } from "../checks/engine/profile";
import type { Rule } from "../checks/engine/rule";

/** Profiles under which a failure of a rule stops the deployment. */
export function stoppedBy(
  { severity }: Pick<Rule, "severity">,
  profiles: readonly Profile[],
): readonly string[] {
  return profiles.filter((profile) => stops(profile, { verdict: "fail", severity })).map(({ name }) => name);
}
