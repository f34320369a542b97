import { noSuchRule } from "./no-such-rule";
import type { Rule } from "./rule";

/** A weaker setting that the code itself names, with its reason: `Protection.relaxed({ reason })`. */
export interface NamedRelaxation {
  /** Rules whose failures it explains. */
  readonly rules: readonly string[];
  /** Path of the construct, with everything below it. */
  readonly scope: string;
  /** Name of the relaxation as it stands in the code. */
  readonly name: string;
  readonly reason: string;
  /** What the finding says, with `*` for anything. @default - every finding of these rules */
  readonly finding?: string;
}

/**
 * What is wrong with a relaxation, a line each; nothing where it is in order. The code that names one sees to all of this;
 * what was recorded of it may have been edited since.
 */
export function relaxationProblems(relaxation: NamedRelaxation, rules: readonly Rule[]): readonly string[] {
  const { name, scope, reason, finding } = relaxation;
  return [
    ...(name.trim() === "" ? ["name is the one that it has in the code"] : []),
    ...(relaxation.rules.length === 0 ? ["rules are those whose failures it explains"] : []),
    ...relaxation.rules
      .filter((id) => !rules.some((rule) => rule.id === id))
      .map((id) => noSuchRule(id, rules)),
    ...(scope.includes("/") ? [] : ["scope is the path of a construct in a stack, and no whole stack"]),
    ...(finding?.trim() === "" ? ["finding is a glob such as *acl*"] : []),
    ...(reason.trim().length < 20 ? ["reason is a sentence of 20 characters or more"] : []),
  ];
}
