import { requireArn } from "../aws/arn";
import { HardenedVaultError } from "../core/errors";
import type { VaultEdition } from "../server/release-floors";

/**
 * Refuses Enterprise without a licence, and a licence elsewhere.
 *
 * @throws EDITION_MISMATCH, IDENTIFIER_INVALID
 */
export function requireLicense(edition: VaultEdition, secretArn: string | undefined): string | undefined {
  if ((edition === "enterprise") === (secretArn !== undefined)) {
    return secretArn === undefined
      ? undefined
      : requireArn("licenseSecretArn", secretArn, "secretsmanager", "secret:");
  }
  throw new HardenedVaultError({
    code: "EDITION_MISMATCH",
    message:
      edition === "enterprise" ? "edition enterprise needs a licence" : "edition community takes no licence",
    got: { edition, licenseSecretArn: secretArn },
    expected: "licenseSecretArn (--license-secret) with edition enterprise, and only there",
    repair: "put the licence into a secret of Secrets Manager and name its ARN, or correct the edition",
  });
}
