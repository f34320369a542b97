import { requireDomainName } from "../aws/names";
import { HardenedVaultError } from "../core/errors";
import type { IReferableVault, VaultReferenceAttributes } from "./i-referable-vault";

/** Carries what is known of a cluster from its own stack to the one that sets it up from inside. */
export class VaultReference {
  /** A cluster of the same app; where it is in another stack, its values come through that stack's state. */
  public static from(vault: IReferableVault): VaultReference {
    return new VaultReference(vault.reference);
  }

  /**
   * A cluster of another app.
   *
   * @throws DOMAIN_NAME_INVALID, SETTING_INVALID
   */
  public static fromAttributes(attributes: VaultReferenceAttributes): VaultReference {
    const { version, nodes } = attributes;
    requireDomainName("VaultReference.fromAttributes", attributes.domainName);
    if (!/^\d+\.\d+\.\d+/.test(version) || ![3, 5].includes(nodes)) {
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: "the cluster that is referred to has no exact version and number of nodes",
        got: { version, nodes },
        expected: "a version such as 2.1.2, and 3 or 5 nodes",
        repair: "take them from the cluster's own stack",
      });
    }
    return new VaultReference(attributes);
  }

  private constructor(public readonly attributes: VaultReferenceAttributes) {}

  /** `https://DOMAIN:8200`. */
  public get address(): string {
    return `https://${this.attributes.domainName}:8200`;
  }
}
