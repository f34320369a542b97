import { closest, distance } from "fastest-levenshtein";

/**
 * The candidate that is fewest edits away, if any is near enough to be meant.
 *
 * @returns undefined when nothing is within a third of the length
 */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const best = closest(given, candidates);
  return best !== undefined && distance(given, best) <= Math.max(given.length, 3) / 3 ? best : undefined;
}
