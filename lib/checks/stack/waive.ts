import type { IConstruct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { bothPolicies } from "../engine/organisation-policy";
import type { Waiver } from "../engine/waiver";
import { waiverProblems } from "../engine/waiver";
import { RULES } from "../rules/catalogue";
import { hardeningState } from "./hardening-state";

/** A failure that somebody accepts, without its place: that is a construct. */
export type WaiverProps = Omit<Waiver, "scope">;

/**
 * Accepts the failures of a rule at a construct and below it, for a time. They stay failures in every report.
 *
 * @throws WAIVER_INVALID with everything that is wrong with it
 */
export function waive(scope: IConstruct, props: WaiverProps): void {
  const waiver: Waiver = { ...props, scope: scope.node.path };
  const { visitors, attached, waivers } = hardeningState(scope);
  const hardenings = [...visitors, ...attached.map(({ hardening }) => hardening)];
  const known = [...RULES, ...hardenings.flatMap(({ rules }) => rules)];
  const policy = hardenings.map((hardening) => hardening.policy).reduce(bothPolicies, {});
  const problems = waiverProblems(waiver, known, policy);
  if (problems.length > 0) {
    throw new HardenedVaultError(
      {
        code: "WAIVER_INVALID",
        message: `the waiver is not valid: ${problems.join("; ")}`,
        got: props,
        expected: "rule, reason, approvedBy and expires, for a rule that may be waived",
        repair: "mend the waiver, or the cause",
      },
      scope,
    );
  }
  waivers.push(waiver);
}
