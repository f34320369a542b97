import { HardenedVaultError, type Located } from "../core/errors";
import { requireLiteral } from "../core/tokens";

/**
 * Refuses a number of nodes that could not keep a quorum through the loss of one.
 *
 * @throws NODE_COUNT_INVALID, LITERAL_REQUIRED
 */
export function requireNodeCount(where: Located, count: number): 3 | 5 {
  return HardenedVaultError.locate(where, () => {
    requireLiteral("the number of nodes", count);
    if (count === 3 || count === 5) return count;
    throw new HardenedVaultError({
      code: "NODE_COUNT_INVALID",
      message: "a Raft cluster needs an odd number of voters",
      got: count,
      expected: "3 (survives the loss of one node) or 5 (survives the loss of two)",
      repair:
        count > 5
          ? "use 5: more voters only slow writes"
          : "use 3, or 5 to survive a failure during maintenance",
    });
  });
}
