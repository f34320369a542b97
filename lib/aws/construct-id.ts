import { isUnresolved } from "../core/tokens";

/**
 * A construct id made of values: `sg-0a1b`, `10-20-0-0-16`. Ids pin Terraform addresses and cannot hold tokens, so the
 * first value that is known at synthesis is taken.
 */
export function idOf(...candidates: readonly string[]): string {
  const known = candidates.find((candidate) => !isUnresolved(candidate)) ?? "";
  return known
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
