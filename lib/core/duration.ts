import { HardenedVaultError } from "./errors";
import { requireLiteral } from "./tokens";

/** A length of time in whole seconds. */
export class Duration {
  /** @param amount whole number >= 0 */
  public static seconds(amount: number): Duration {
    return new Duration(amount, 1);
  }

  /** @param amount whole number >= 0 */
  public static minutes(amount: number): Duration {
    return new Duration(amount, 60);
  }

  /** @param amount whole number >= 0 */
  public static hours(amount: number): Duration {
    return new Duration(amount, 3600);
  }

  /** @param amount whole number >= 0 */
  public static days(amount: number): Duration {
    return new Duration(amount, 86_400);
  }

  private readonly total: number;

  private constructor(amount: number, unit: number) {
    requireLiteral("a duration", amount);
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new HardenedVaultError({
        code: "DURATION_INVALID",
        message: "a duration must be a whole number of its unit",
        got: amount,
        expected: "a whole number, 0 or more",
        repair: "use a smaller unit for parts: Duration.minutes(90) instead of Duration.hours(1.5)",
      });
    }
    this.total = amount * unit;
  }

  /** In whole seconds. */
  public toSeconds(): number {
    return this.total;
  }

  /** In days, as far as they are whole. */
  public toDays(): number {
    return this.total / 86_400;
  }

  /** As Vault and Go write it, in the largest unit that fits: `30m`, `24h`, `90s`. */
  public toString(): string {
    if (this.total > 0 && this.total % 3600 === 0) return `${this.total / 3600}h`;
    if (this.total > 0 && this.total % 60 === 0) return `${this.total / 60}m`;
    return `${this.total}s`;
  }

  /** Whether this is longer than the other. */
  public isLongerThan(other: Duration): boolean {
    return this.total > other.total;
  }
}
