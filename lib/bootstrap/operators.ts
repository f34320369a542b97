import { HardenedVaultError } from "../core/errors";
import { type Reasoned, requireReason } from "../core/reason";
import { requireLiteral } from "../core/tokens";
import { type PublicKey, readPublicKeys } from "./public-keys";

/** Properties of {@link Operators.pgp}. */
export interface PgpOperators {
  /** How many operators must come together; at least 3, and no more than there are. */
  readonly threshold: number;
  /**
   * Accepts fewer than 5 keys or a threshold below 3, with the reason.
   *
   * @default - refused
   */
  readonly allowFewer?: Reasoned;
}

/** The people among whom the recovery key is shared: each gets one share, encrypted for their own PGP key. */
export class Operators {
  /**
   * Operators with PGP keys. To check the keys takes a moment, so that is done while the stack is built; a key that cannot
   * be used fails the synthesis, with OPERATOR_KEY_INVALID.
   *
   * @param keys armored public keys that can encrypt and are not expired, one a person, five or more
   * @throws OPERATORS_TOO_FEW, REASON_REQUIRED, LITERAL_REQUIRED
   */
  public static pgp(keys: readonly string[], options: PgpOperators): Operators {
    requireLiteral("the keys of Operators.pgp", keys);
    requireLiteral("the threshold of Operators.pgp", options.threshold);
    const { threshold, allowFewer } = options;
    const reason =
      allowFewer === undefined ? undefined : requireReason("allowFewer of Operators.pgp", allowFewer);
    const count = Array.isArray(keys) ? keys.length : 0;
    const [fewestKeys, fewestHolders] = reason === undefined ? [5, 3] : [1, 1];
    if (
      count < fewestKeys ||
      count > MOST_SHARES ||
      !Number.isInteger(threshold) ||
      threshold < fewestHolders ||
      threshold > count ||
      // Vault refuses one holder of several shares.
      (threshold === 1 && count > 1)
    ) {
      throw new HardenedVaultError({
        code: "OPERATORS_TOO_FEW",
        message: "the recovery key is not shared as it should be",
        got: { keys: count, threshold },
        expected: `from ${fewestKeys} to ${MOST_SHARES} keys, and a threshold from ${Math.min(fewestHolders, 3)} to the number of keys`,
        repair:
          reason === undefined
            ? "name five operators with a threshold of three; fewer only with allowFewer: { reason }"
            : "a threshold of 1 is possible with one key only",
      });
    }
    return new Operators(threshold, readPublicKeys(keys), count < 5 || threshold < 3 ? reason : undefined);
  }

  private constructor(
    /** How many of them must come together. */
    public readonly threshold: number,
    private readonly read: () => readonly PublicKey[],
    /** Why there are fewer than there should be; absent when there are enough. */
    public readonly fewerReason: string | undefined,
  ) {}

  /**
   * Their keys.
   *
   * @throws OPERATOR_KEY_INVALID
   */
  public get keys(): readonly PublicKey[] {
    const keys = this.read();
    requireDifferent(keys);
    return keys;
  }
}

/** Shamir's scheme as Vault has it counts in one byte. */
const MOST_SHARES = 255;

function requireDifferent(keys: readonly PublicKey[]): void {
  const double = keys.find(
    ({ fingerprint }, index) => keys.findIndex((key) => key.fingerprint === fingerprint) !== index,
  );
  if (double === undefined) return;
  throw new HardenedVaultError({
    code: "OPERATOR_KEY_INVALID",
    message: "an operator's key is there twice: one person would hold two shares",
    got: double.fingerprint,
    expected: "a key of its own for each operator",
    repair: "ask each operator for their own key: gpg --armor --export NAME",
  });
}
