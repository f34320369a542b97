import { nearest } from "../../core/nearest";
import type { Rule } from "../engine/rule";
import { RULES } from "./catalogue";

/**
 * Rules of the library by their ids or families, to put them into a pack or to judge by them alone:
 * `rulesNamed("SEAL", "NET-03")`.
 *
 * @throws Error when there is no such rule or family, with the nearest name
 */
export function rulesNamed(...names: readonly string[]): readonly Rule[] {
  const found = names.flatMap((name) => {
    const rules = RULES.filter(({ id }) => id === name || id.startsWith(`${name}-`));
    if (rules.length > 0) return rules;
    const known = RULES.flatMap(({ id }) => [id, id.slice(0, id.lastIndexOf("-"))]);
    const meant = nearest(name, [...new Set(known)]);
    throw new Error(
      `there is no rule or family ${name}${meant === undefined ? "" : `, did you mean ${meant}?`}`,
    );
  });
  return [...new Set(found)];
}
