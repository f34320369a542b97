import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
import { Lazy, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { requireArn } from "../aws/arn";
import { administeredBy } from "../aws/key-administration";
import { requireClusterName } from "../aws/names";
import { Protection } from "../aws/protection";
import { requireReplicaRegion } from "../aws/replica-region";
import { HardenedVaultError } from "../core/errors";
import { renderPolicy, type Statement } from "../policy/document";
import type { ISealKey, SealKeyGrants } from "./i-seal-key";
import { UNSEAL_ACTIONS } from "./unseal-actions";

/** Properties of {@link SealKey}. */
export interface SealKeyProps extends AwsProviderProps {
  /** Name of the cluster; part of the alias. */
  readonly clusterName: string;
  /**
   * A provider in a second region, for a replica: without one, losing the region means losing every secret, snapshots
   * included.
   *
   * @default - no replica
   */
  readonly replicaProvider?: TerraformProvider;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** What must be known of a seal key that exists already. */
export interface SealKeyAttributes {
  /** ARN of the key; its key policy must admit the node role. */
  readonly keyArn: string;
}

/**
 * The key that seals Vault: multi-Region, rotated, 30 days before it can vanish, protected against destruction.
 *
 * The account administers it without cryptography; only roles that were granted {@link SealKeyGrants.unseal} can use
 * it. Losing this key loses all data: recovery keys cannot decrypt the root key (SEAL-03).
 */
export class SealKey extends Construct implements ISealKey {
  /**
   * A key that exists already. Its policy stays its owner's.
   *
   * @throws IDENTIFIER_INVALID
   */
  public static fromAttributes(attributes: SealKeyAttributes): ISealKey {
    const keyArn = requireArn("keyArn of SealKey.fromAttributes", attributes.keyArn, "kms", "key/");
    return { keyArn, grants: { unseal: () => unsealWith([keyArn]) } };
  }

  public readonly keyArn: string;
  /** ARN of the replica; absent without one. */
  public readonly replicaKeyArn?: string;
  public readonly grants: SealKeyGrants;
  private readonly users: string[] = [];

  public constructor(scope: Construct, id: string, props: SealKeyProps) {
    super(scope, id);
    const { provider, replicaProvider } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const { lifecycle } = props.protection ?? Protection.enabled();
    const account = AwsAccount.of(this, provider);
    const policy = Lazy.stringValue({ produce: () => this.renderKeyPolicy(account) });
    const alias = `alias/${clusterName}/seal`;
    const tags = { Name: `${clusterName}-seal` };

    const key = new KmsKey(this, "Resource", {
      provider,
      description: `seals the Vault cluster ${clusterName}; losing it loses all data`,
      multiRegion: true,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy,
      tags,
      lifecycle,
    });
    new KmsAlias(this, "alias", { provider, name: alias, targetKeyId: key.keyId });
    this.keyArn = key.arn;

    if (replicaProvider !== undefined) {
      HardenedVaultError.locate(this, () =>
        requireReplicaRegion(this, "the seal key", provider, replicaProvider),
      );
      const replica = new KmsReplicaKey(this, "replica", {
        provider: replicaProvider,
        description: `replica of the key that seals the Vault cluster ${clusterName}`,
        primaryKeyArn: key.arn,
        deletionWindowInDays: 30,
        policy,
        tags,
        lifecycle,
      });
      new KmsAlias(this, "replica-alias", {
        provider: replicaProvider,
        name: alias,
        targetKeyId: replica.keyId,
      });
      this.replicaKeyArn = replica.arn;
    }
    this.grants = {
      unseal: (roleArn) => {
        if (!this.users.includes(roleArn)) this.users.push(roleArn);
        return unsealWith(
          this.replicaKeyArn === undefined ? [this.keyArn] : [this.keyArn, this.replicaKeyArn],
        );
      },
    };
  }

  private renderKeyPolicy(account: AwsAccount): string {
    return renderPolicy([
      administeredBy(account),
      ...(this.users.length === 0
        ? []
        : [{ sid: "Unseal", principals: { AWS: this.users }, actions: UNSEAL_ACTIONS, resources: ["*"] }]),
    ]);
  }
}

function unsealWith(keyArns: readonly string[]): Statement {
  return { sid: "Unseal", actions: UNSEAL_ACTIONS, resources: keyArns };
}
