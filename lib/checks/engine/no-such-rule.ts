import { nearest } from "../../core/nearest";
import type { Rule } from "./rule";

/** Said of an id that no rule has, with the one that is meant. */
export function noSuchRule(id: unknown, rules: readonly Rule[]): string {
  const meant = nearest(
    typeof id === "string" ? id.trim() : "",
    rules.map((rule) => rule.id),
  );
  return `there is no rule ${JSON.stringify(id)}${meant === undefined ? "" : `, did you mean ${meant}?`}`;
}
