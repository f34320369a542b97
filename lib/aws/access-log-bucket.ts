import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Statement } from "../policy/document";
import { AwsAccount, type AwsProviderProps } from "./account";
import { privateBucket } from "./private-bucket";
import { Protection } from "./protection";

/** Properties of {@link AccessLogBucket}. */
export interface AccessLogBucketProps extends AwsProviderProps {
  /** Name of the cluster; the bucket is called `CLUSTER-access-logs-ACCOUNT-REGION`. */
  readonly clusterName: string;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Days that access logs are kept: a year and a month, so that a yearly review finds all of it. */
const RETENTION_DAYS = 396;

/**
 * Takes down who read and wrote the objects of the cluster's other buckets.
 *
 * Encrypted by S3's own key: the log service writes to no bucket that a customer's key encrypts by default
 * (Amazon S3 User Guide, "Enabling Amazon S3 server access logging").
 */
export class AccessLogBucket extends Construct {
  private readonly statements: Statement[] = [];
  private readonly logs: S3Bucket;
  private readonly readiness: readonly ITerraformDependable[];
  private readonly account: AwsAccount;
  private readonly provider: TerraformProvider | undefined;

  public constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const { provider, clusterName } = props;
    this.provider = provider;
    this.account = AwsAccount.of(this, provider);
    const made = privateBucket(this, {
      provider,
      clusterName,
      holds: "access-logs",
      protection: props.protection ?? Protection.enabled(),
      statements: this.statements,
    });
    this.logs = made.bucket;
    this.readiness = [made.policy, made.ownership];
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      provider,
      bucket: made.bucket.bucket,
      rule: [
        {
          id: "expire-logs",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: RETENTION_DAYS }],
          noncurrentVersionExpiration: [{ noncurrentDays: 30 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [made.versioning],
    });
  }

  /**
   * Has the requests to a bucket taken down under a prefix of its own.
   *
   * @param name name of the prefix, unique in this bucket; letters and digits
   */
  public record(scope: Construct, bucket: S3Bucket, name: string): void {
    const targetPrefix = `${name}/`;
    this.statements.push({
      sid: `AccessLogsOf${name[0]?.toUpperCase()}${name.slice(1)}`,
      principals: { Service: ["logging.s3.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: [`${this.logs.arn}/${targetPrefix}*`],
      conditions: {
        ArnEquals: { "aws:SourceArn": bucket.arn },
        StringEquals: { "aws:SourceAccount": this.account.id },
      },
    });
    new S3BucketLoggingA(scope, "access-logs", {
      provider: this.provider,
      bucket: bucket.bucket,
      targetBucket: this.logs.bucket,
      targetPrefix,
      dependsOn: [...this.readiness],
    });
  }
}
