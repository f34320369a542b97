import { TransitSecretBackendKey } from "@cdktf/provider-vault/lib/transit-secret-backend-key";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import type { PathGrant } from "../../vault/policy";
import { requireVaultName } from "../../vault/role-name";
import { insideVault } from "../vault-scope";
import { EngineMount, type EngineProps } from "./engine-mount";

/** A key of {@link TransitEngine}. */
export interface TransitKeyProps {
  /** Name of the key. */
  readonly keyName: string;
  /** @default "aes256-gcm96" */
  readonly type?: "aes256-gcm96" | "chacha20-poly1305" | "ecdsa-p256" | "ecdsa-p384" | "ed25519" | "rsa-4096";
  /** When Vault makes a new version by itself. @default Duration.days(90) */
  readonly rotateEvery?: Duration;
}

/** Encryption as a service (`transit`): keys never leave Vault. */
export class TransitEngine extends Construct {
  /** Path that it is mounted at. */
  public readonly mountPath: string;
  private readonly mount: EngineMount;

  /** @throws MOUNT_PATH_INVALID */
  public constructor(
    scope: Construct,
    id: string,
    props: Pick<EngineProps, "description" | "mountPath"> = {},
  ) {
    super(scope, id);
    this.mount = new EngineMount(this, "mount", {
      ...props,
      type: "transit",
      keeps: ["keys/+", "keys/+/config"],
    });
    this.mountPath = this.mount.mountPath;
  }

  /**
   * Adds a key that can be neither exported nor deleted.
   *
   * @returns what a policy needs to use it
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addKey(id: string, props: TransitKeyProps): { readonly use: readonly PathGrant[] } {
    const { keyName, type = "aes256-gcm96", rotateEvery = Duration.days(90) } = props;
    HardenedVaultError.locate(this, () => {
      requireVaultName("the name of a key", keyName);
      if (!Duration.hours(1).isLongerThan(rotateEvery)) return;
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: `the key ${keyName} would be rotated too often`,
        got: rotateEvery.toString(),
        expected: "an hour or more, as Vault asks",
        repair: "leave rotateEvery out for 90 days",
      });
    });
    new TransitSecretBackendKey(this, id, {
      ...insideVault(this),
      backend: this.mount.reference,
      name: keyName,
      type,
      exportable: false,
      allowPlaintextBackup: false,
      deletionAllowed: false,
      autoRotatePeriod: rotateEvery.toSeconds(),
    });
    const operations = /^(ecdsa|ed25519)/.test(type) ? ["sign", "verify"] : ["encrypt", "decrypt", "rewrap"];
    return {
      use: operations.map((operation) => ({
        path: `${this.mountPath}/${operation}/${keyName}`,
        capabilities: ["update"] as const,
      })),
    };
  }
}
