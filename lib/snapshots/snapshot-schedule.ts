import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AccessLogBucket } from "../aws/access-log-bucket";
import type { AwsProviderProps } from "../aws/account";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { requireClusterName } from "../aws/names";
import { Protection } from "../aws/protection";
import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import type { NodeFile } from "../host/node-file";
import type { IAlarmTopic } from "../monitoring/i-alarm-topic";
import type { Statement } from "../policy/document";
import { SnapshotAlarms } from "./snapshot-alarms";
import { SnapshotBucket } from "./snapshot-bucket";
import { snapshotFiles } from "./snapshot-files";
import { SnapshotLock } from "./snapshot-lock";
import { planSnapshots, type SnapshotOptions } from "./snapshot-options";
import { SnapshotReplication } from "./snapshot-replication";

/** Properties of {@link SnapshotSchedule}. */
export interface SnapshotScheduleProps extends SnapshotOptions, AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** ARN of the role of the nodes. */
  readonly nodeRoleArn: string;
  /** CloudWatch namespace of the metrics. */
  readonly metricsNamespace: string;
  /** Where requests to the bucket are taken down. */
  readonly accessLogs: AccessLogBucket;
  /** Who is told when a snapshot is missing. */
  readonly topic: IAlarmTopic;
  /** A provider in a second region, for copies. @default - no copies */
  readonly replicaProvider?: TerraformProvider;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/**
 * Snapshots that nobody has to think of: a timer on every node of which only the leader's does something, a locked bucket
 * with a key of its own, copies in a second region, and alarms on age, failure and size.
 */
export class SnapshotSchedule extends Construct {
  /** Name of the bucket. */
  public readonly bucketName: string;
  /** ARN of the bucket. */
  public readonly bucketArn: string;
  /** Key of the snapshots. */
  public readonly encryptionKey: IEncryptionKey;
  /** Prefix of the keys of objects: `CLUSTER/`. */
  public readonly prefix: string;
  /** Files that every node needs. */
  public readonly files: readonly NodeFile[];
  /** Facts that the user data hands over. */
  public readonly facts: Readonly<Record<string, string>>;
  /** Statements for the node role: put below the prefix, and nothing else. */
  public readonly nodeStatements: readonly Statement[];
  /** Statements for whoever restores: a drill, or a person in anger. */
  public readonly readStatements: readonly Statement[];
  /** What must exist before the first snapshot. */
  public readonly readiness: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: SnapshotScheduleProps) {
    super(scope, id);
    const { provider, nodeRoleArn, metricsNamespace, topic, replicaProvider } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const protection = props.protection ?? Protection.enabled();
    const plan = HardenedVaultError.locate(this, () =>
      planSnapshots({ ...props, lock: props.lock ?? defaultLock(protection) }),
    );
    const store = new SnapshotBucket(this, "bucket", {
      provider,
      clusterName,
      nodeRoleArn,
      plan,
      accessLogs: props.accessLogs,
      protection,
    });
    if (replicaProvider !== undefined) {
      new SnapshotReplication(this, "replication", {
        provider,
        clusterName,
        nodeRoleArn,
        plan,
        source: store,
        replicaProvider,
        topic,
        protection,
      });
    }
    new SnapshotAlarms(this, "alarms", { provider, clusterName, metricsNamespace, plan, topic });

    this.bucketName = store.bucket.bucket;
    this.bucketArn = store.bucket.arn;
    this.encryptionKey = store.key;
    this.prefix = `${clusterName}/`;
    this.files = snapshotFiles(plan);
    this.facts = { SNAPSHOT_BUCKET: this.bucketName };
    this.readiness = store.readiness;
    this.readStatements = [
      {
        sid: "FindSnapshots",
        actions: ["s3:ListBucket"],
        resources: [this.bucketArn],
        conditions: { StringEquals: { "s3:prefix": this.prefix } },
      },
      {
        sid: "FetchSnapshots",
        actions: ["s3:GetObject", "s3:GetObjectVersion"],
        resources: [`${this.bucketArn}/${this.prefix}*`],
      },
      {
        sid: "DecryptSnapshots",
        actions: ["kms:Decrypt"],
        resources: [this.encryptionKey.keyArn],
        conditions: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com*" } },
      },
    ];
    this.nodeStatements = [
      { sid: "PutSnapshots", actions: ["s3:PutObject"], resources: [`${this.bucketArn}/${this.prefix}*`] },
      {
        sid: "EncryptSnapshots",
        actions: ["kms:GenerateDataKey"],
        resources: [this.encryptionKey.keyArn],
        conditions: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com*" } },
      },
    ];
  }
}

/** What is meant to be thrown away must not outlive itself by a lock that nobody can take off. */
function defaultLock({ isEnabled }: Protection): SnapshotLock | undefined {
  return isEnabled ? undefined : SnapshotLock.governance(Duration.days(35));
}
