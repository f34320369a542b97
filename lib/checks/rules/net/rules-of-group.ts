import { fail, type Observation, pass, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { type AccessRule, accessRulesOf } from "../../evidence/access-rules";
import type { GuardedGroup } from "./guarded-groups";

/** How the rules of a group for one direction are told of. */
export interface Direction {
  readonly direction: AccessRule["direction"];
  /** What the group does: `admits`, `lets out`. */
  readonly verb: string;
  /** What it says where there are no rules. */
  readonly none: string;
  readonly expected: string;
}

/**
 * Judges each rule of a guarded group for one direction; a group that is not there, or that is another stack's, is told of.
 *
 * @param judge what one rule means
 */
export function rulesOfGroup(
  { direction, verb, none, expected }: Direction,
  judge: (rule: AccessRule, guarded: GuardedGroup, context: RuleContext) => readonly Observation[],
): (guarded: GuardedGroup, context: RuleContext) => readonly Observation[] {
  return (guarded, context) => {
    const { key, group, named, from } = guarded;
    if (named === undefined) {
      return [fail({ actual: `${from.address} has no security group of its own`, expected })];
    }
    if (key === undefined) {
      const reason = `what ${named} ${verb} is not known here`;
      return [unknown({ actual: `a group ${named}`, expected, reason })];
    }
    const rules = accessRulesOf(key, context.evidence).filter((rule) => rule.direction === direction);
    const seen = rules.flatMap((rule) => judge(rule, guarded, context));
    if (group === undefined) {
      const reason = `${key} is part of another stack`;
      return [...seen, unknown({ actual: `${from.address} is in ${key}`, expected, reason })];
    }
    return seen.length > 0 ? seen : [pass({ actual: none, expected })];
  };
}
