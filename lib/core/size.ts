import { HardenedVaultError } from "./errors";
import { requireLiteral } from "./tokens";

/** An amount of storage in whole gibibytes. */
export class Size {
  /** @param amount whole number >= 1 */
  public static gibibytes(amount: number): Size {
    return new Size(amount);
  }

  private constructor(private readonly amount: number) {
    requireLiteral("a size", amount);
    if (!Number.isSafeInteger(amount) || amount < 1) {
      throw new HardenedVaultError({
        code: "SIZE_INVALID",
        message: "a size must be a whole number of gibibytes",
        got: amount,
        expected: "a whole number, 1 or more",
        repair: "round up to the next gibibyte",
      });
    }
  }

  /** In whole gibibytes. */
  public toGibibytes(): number {
    return this.amount;
  }
}
