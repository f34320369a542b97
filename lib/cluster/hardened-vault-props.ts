import type { TerraformProvider } from "cdktf";
import type { AwsProviderProps } from "../aws/account";
import type { IArtifactBucket } from "../aws/artifact-bucket";
import type { Protection } from "../aws/protection";
import type { Initialization } from "../bootstrap/initialization";
import type { Operators } from "../bootstrap/operators";
import type { VaultHardeningProps } from "../checks/stack/vault-hardening";
import type { NodeOptions } from "../compute/vault-nodes";
import type { AlarmReceivers } from "../monitoring/alarm-receivers";
import type { Backend } from "../network/backend";
import type { ClientNetwork } from "../network/client-network";
import type { IVaultNetwork } from "../network/i-vault-network";
import type { NetworkOptions } from "../network/vault-network";
import type { VaultRelease } from "../release/vault-release";
import type { Seal } from "../seal/seal";
import type { ServerSettings } from "../server";
import type { RestoreDrillOptions } from "../snapshots/drill-options";
import type { SnapshotOptions } from "../snapshots/snapshot-options";
import type { ClientCertificates } from "../tls/client-certificates";
import type { ServerCertificates } from "../tls/server-certificates";

/** Properties of `HardenedVault`. What cannot be invented is required; everything else has a safe default. */
export interface HardenedVaultProps extends AwsProviderProps {
  /** The Vault that nodes run. */
  readonly release: VaultRelease;
  /** The name that clients use and certificates carry, for example `vault.corp.example`. */
  readonly domainName: string;
  /** Who may reach Vault. */
  readonly clients: readonly ClientNetwork[];
  /** Where the nodes' certificates come from. */
  readonly serverCertificates: ServerCertificates;
  /** Whose certificates clients must show. */
  readonly clientCertificates: ClientCertificates;
  /** The people among whom the recovery key is shared. */
  readonly operators: Operators;
  /** Who owns Vault's own configuration. */
  readonly configurator: Configurator;
  /** Who is told when something is wrong. */
  readonly notify: AlarmReceivers;
  /**
   * Name of the cluster, unique in its account and region: part of every AWS name.
   *
   * @default "vault"
   */
  readonly clusterName?: string;
  /** A network that exists already or is shared. @default - a `VaultNetwork` of its own */
  readonly network?: IVaultNetwork;
  /** Size and zones of the cluster's own network; not together with `network`. @default - 10.64.0.0/22 */
  readonly networkOptions?: NetworkOptions;
  /** @default Seal.awsKms() */
  readonly seal?: Seal;
  /** Who begins the initialisation. @default Initialization.atFirstBoot() */
  readonly initialization?: Initialization;
  /** A bucket for bundle, release and the cluster's life. @default - an `ArtifactBucket` of its own */
  readonly artifactBucket?: IArtifactBucket;
  /** Number, size and image of the nodes. @default - 3 nodes, arm64 */
  readonly nodes?: NodeOptions;
  /** Settings of the Vault server. @default - the hardened configuration */
  readonly server?: ServerSettings;
  /** What Vault itself must reach. @default - nothing */
  readonly backends?: readonly Backend[];
  /** Whether keys, buckets and load balancer are protected against being destroyed. @default Protection.enabled() */
  readonly protection?: Protection;
  /** How the stack is judged in every synthesis. @default - by the profile `standard` */
  readonly hardening?: VaultHardeningProps;
  /** How often snapshots are taken, how long they are locked and kept. @default - every 6 hours, locked for 35 days, kept for 90 */
  readonly snapshots?: SnapshotOptions;
  /** Restores the newest snapshot on a schedule, on a machine of its own, and looks at it. @default - no drills */
  readonly restoreDrill?: RestoreDrillOptions;
  /** A provider in a second region, for the replica of the seal key and copies of the snapshots. @default - neither */
  readonly replicaProvider?: TerraformProvider;
}

/** Who runs Terraform for Vault's own configuration: audit devices, logins, policies, quotas. */
export interface Configurator {
  /** ARN of the IAM role that it runs with; may be a token. It may write policies, so it is root's equal. */
  readonly roleArn: string;
  /** Where it runs; a client network as any other. */
  readonly network: ClientNetwork;
}
