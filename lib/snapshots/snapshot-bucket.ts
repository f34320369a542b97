import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AccessLogBucket } from "../aws/access-log-bucket";
import type { AwsProviderProps } from "../aws/account";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { privateBucket } from "../aws/private-bucket";
import type { Protection } from "../aws/protection";
import type { Statement } from "../policy/document";
import type { SnapshotPlan } from "./snapshot-options";

/** Properties of {@link SnapshotBucket}. */
export interface SnapshotBucketProps extends AwsProviderProps {
  /** Name of the cluster; the bucket is called `CLUSTER-snapshots-ACCOUNT-REGION`. */
  readonly clusterName: string;
  /** ARN of the role of the nodes: they may put below `CLUSTER/` and nothing else. */
  readonly nodeRoleArn: string;
  readonly plan: SnapshotPlan;
  /** Where requests are taken down; a locked bucket cannot be that itself. */
  readonly accessLogs: AccessLogBucket;
  readonly protection: Protection;
}

/** What the nodes must never do with what they stored, whatever their own policy says. */
const NEVER = [
  "s3:BypassGovernanceRetention",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketPolicy",
  "s3:PutLifecycleConfiguration",
  "s3:PutObjectLegalHold",
  "s3:PutObjectRetention",
];

/** A bucket in which every object is locked from the moment that it is stored, with a key of its own. */
export class SnapshotBucket extends Construct {
  public readonly bucket: S3Bucket;
  public readonly key: EncryptionKey;
  /** What must exist before something is stored. */
  public readonly readiness: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: SnapshotBucketProps) {
    super(scope, id);
    const { provider, clusterName, plan, protection, nodeRoleArn } = props;
    this.key = new EncryptionKey(this, "key", {
      provider,
      clusterName,
      use: KeyUse.snapshots(nodeRoleArn),
      protection,
    });
    const statements: Statement[] = [];
    const made = privateBucket(this, {
      provider,
      clusterName,
      holds: "snapshots",
      encryptionKey: this.key,
      protection,
      objectLock: true,
      statements,
    });
    this.bucket = made.bucket;
    statements.push({
      sid: "NodesOnlyPut",
      effect: "Deny",
      principals: { AWS: [nodeRoleArn] },
      actions: NEVER,
      resources: [made.bucket.arn, `${made.bucket.arn}/*`],
    });
    const lock = new S3BucketObjectLockConfigurationA(this, "object-lock", {
      provider,
      bucket: made.bucket.bucket,
      objectLockEnabled: "Enabled",
      rule: { defaultRetention: { mode: plan.lock.mode, days: plan.lock.days } },
      dependsOn: [made.versioning],
    });
    props.accessLogs.record(this, made.bucket, "snapshots");
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      provider,
      bucket: made.bucket.bucket,
      rule: [
        {
          id: "expire-snapshots",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: plan.keepDays }],
          // What somebody deleted or wrote over stays as long as its lock could hold.
          noncurrentVersionExpiration: [{ noncurrentDays: plan.lock.days + 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
        {
          id: "forget-what-is-gone",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
      ],
      dependsOn: [made.versioning],
    });
    this.readiness = [made.policy, made.encryption, made.ownership, lock];
  }
}
