import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { insideVault } from "./vault-scope";

/** When Vault makes a new version of the key that encrypts its storage. */
export interface KeyRotationProps {
  /** @default - 90 days */
  readonly every?: Duration;
}

/**
 * Rotation of the key of Vault's storage (`sys/rotate/config`), by time as well as by the number of its uses, which Vault
 * watches in any case (NIST SP 800-38D).
 */
export class KeyRotation extends Construct {
  public constructor(scope: Construct, id: string, props: KeyRotationProps = {}) {
    super(scope, id);
    new GenericEndpoint(this, "Resource", {
      ...insideVault(this),
      path: "sys/rotate/config",
      dataJson: JSON.stringify({ enabled: true, interval: (props.every ?? Duration.days(90)).toString() }),
      ignoreAbsentFields: true,
      disableDelete: true,
      // Vault tells the interval in seconds, and Terraform would see a difference in every plan.
      disableRead: true,
    });
  }
}
