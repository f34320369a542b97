import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AccessLogBucket } from "../aws/access-log-bucket";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import type { Protection } from "../aws/protection";
import { requireReplicaRegion } from "../aws/replica-region";
import { HardenedVaultError } from "../core/errors";
import type { IAlarmTopic } from "../monitoring/i-alarm-topic";
import { renderPolicy } from "../policy/document";
import { SnapshotBucket } from "./snapshot-bucket";
import type { SnapshotPlan } from "./snapshot-options";

/** Properties of {@link SnapshotReplication}. */
export interface SnapshotReplicationProps extends AwsProviderProps {
  readonly clusterName: string;
  readonly nodeRoleArn: string;
  readonly plan: SnapshotPlan;
  /** Where the snapshots are. */
  readonly source: SnapshotBucket;
  /** A provider in the second region. */
  readonly replicaProvider: TerraformProvider;
  /** Who is told when copies lag. */
  readonly topic: IAlarmTopic;
  readonly protection: Protection;
}

/**
 * Copies every snapshot into a second region within 15 minutes, into a locked bucket with a key of its own there. Deletions
 * are not copied.
 */
export class SnapshotReplication extends Construct {
  /** The bucket of the copies. */
  public readonly copies: SnapshotBucket;

  public constructor(scope: Construct, id: string, props: SnapshotReplicationProps) {
    super(scope, id);
    const { provider, replicaProvider, clusterName, source, protection, plan, nodeRoleArn } = props;
    HardenedVaultError.locate(this, () =>
      requireReplicaRegion(this, "the snapshots", provider, replicaProvider),
    );
    const account = AwsAccount.of(this, provider);
    const replica = AwsAccount.of(this, replicaProvider);
    this.copies = new SnapshotBucket(this, "copies", {
      provider: replicaProvider,
      clusterName,
      nodeRoleArn,
      plan,
      accessLogs: new AccessLogBucket(this, "access-logs", {
        provider: replicaProvider,
        clusterName,
        protection,
      }),
      protection,
    });
    const role = new IamRole(this, "role", {
      provider,
      name: `${clusterName}-snapshot-copies-${account.region}`,
      description: `Copies snapshots of the Vault cluster ${clusterName} into a second region`,
      assumeRolePolicy: renderPolicy([
        {
          sid: "BucketOfThisAccount",
          principals: { Service: ["s3.amazonaws.com"] },
          actions: ["sts:AssumeRole"],
          conditions: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnEquals: { "aws:SourceArn": source.bucket.arn },
          },
        },
      ]),
    });
    const throughS3 = ({ region, dnsSuffix }: AwsAccount) => ({
      StringEquals: { "kms:ViaService": `s3.${region}.${dnsSuffix}` },
    });
    const policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "copy-snapshots",
      role: role.name,
      policy: renderPolicy([
        {
          sid: "FindSnapshots",
          actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
          resources: [source.bucket.arn],
        },
        {
          sid: "ReadSnapshots",
          actions: [
            "s3:GetObjectLegalHold",
            "s3:GetObjectRetention",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTagging",
          ],
          resources: [`${source.bucket.arn}/*`],
        },
        {
          sid: "WriteCopies",
          actions: ["s3:ReplicateObject", "s3:ReplicateTags"],
          resources: [`${this.copies.bucket.arn}/*`],
        },
        {
          sid: "DecryptSnapshots",
          actions: ["kms:Decrypt"],
          resources: [source.key.keyArn],
          conditions: throughS3(account),
        },
        {
          sid: "EncryptCopies",
          actions: ["kms:Encrypt", "kms:GenerateDataKey"],
          resources: [this.copies.key.keyArn],
          conditions: throughS3(replica),
        },
      ]),
    });
    new S3BucketReplicationConfigurationA(this, "Resource", {
      provider,
      bucket: source.bucket.bucket,
      role: role.arn,
      rule: [
        {
          id: RULE,
          status: "Enabled",
          priority: 1,
          filter: { prefix: `${clusterName}/` },
          deleteMarkerReplication: { status: "Disabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: this.copies.bucket.arn,
            encryptionConfiguration: { replicaKmsKeyId: this.copies.key.keyArn },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
          },
        },
      ],
      dependsOn: [policy, ...source.readiness, ...this.copies.readiness],
    });
    const alarm = new CloudwatchMetricAlarm(this, "alarm", {
      provider,
      alarmName: `${clusterName}-snapshot-copies-failed`,
      alarmDescription: `Vault ${clusterName}: a snapshot was not copied into the second region. Whoever loses this region now loses what it holds.`,
      namespace: "AWS/S3",
      metricName: "OperationsFailedReplication",
      dimensions: {
        SourceBucket: source.bucket.bucket,
        DestinationBucket: this.copies.bucket.bucket,
        RuleId: RULE,
      },
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
      alarmActions: [props.topic.topicArn],
      okActions: [props.topic.topicArn],
    });
    props.topic.admitAlarm(alarm.arn);
  }
}

const RULE = "second-region";
