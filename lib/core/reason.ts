import { HardenedVaultError } from "./errors";
import { requireLiteral } from "./tokens";

/** What every relaxation must carry. */
export interface Reasoned {
  /** Why the relaxation is acceptable, in a sentence (20 characters or more); it is printed in reports. */
  readonly reason: string;
}

/**
 * Refuses a relaxation without a real reason.
 *
 * @throws REASON_REQUIRED when the text is shorter than 20 characters
 */
export function requireReason(what: string, { reason }: Reasoned): string {
  requireLiteral(`the reason of ${what}`, reason);
  if (typeof reason === "string" && reason.trim().length >= 20) return reason.trim();
  throw new HardenedVaultError({
    code: "REASON_REQUIRED",
    message: `${what} needs a reason`,
    got: reason,
    expected: "a sentence of 20 characters or more that a reviewer would accept",
    repair: "say why the weaker setting is acceptable here and what protects instead",
  });
}
