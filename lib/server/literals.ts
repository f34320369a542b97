import { isUnresolved, requireLiteral } from "../core/tokens";
import { isPlainObject } from "./json";

/**
 * Refuses tokens anywhere in a value, and names the innermost place that has one.
 *
 * @throws LITERAL_REQUIRED
 */
export function requireLiterals(what: string, value: unknown): void {
  if (!isUnresolved(value)) return;
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) requireLiterals(`${what}[${i}]`, each);
  }
  if (isPlainObject(value)) {
    for (const [key, each] of Object.entries(value)) {
      requireLiterals(`${what}.${key}`, each);
    }
  }
  requireLiteral(what, value);
}
