import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AccessLogBucket } from "./access-log-bucket";
import type { AwsProviderProps } from "./account";
import type { IEncryptionKey } from "./i-encryption-key";
import { privateBucket } from "./private-bucket";
import { Protection } from "./protection";

/** A versioned bucket that nodes fetch from: made by this library or brought along. */
export interface IArtifactBucket {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** ARN of the bucket. */
  readonly bucketArn: string;
  /** Key that encrypts its objects; absent when S3's own key does. */
  readonly encryptionKey?: IEncryptionKey;
  /** What must exist before something is uploaded. */
  readonly readiness: readonly ITerraformDependable[];
}

/** Properties of {@link ArtifactBucket}. */
export interface ArtifactBucketProps extends AwsProviderProps {
  /** Name of the cluster; the bucket is called `CLUSTER-artifacts-ACCOUNT-REGION`. */
  readonly clusterName: string;
  /** Key that encrypts the objects. */
  readonly encryptionKey: IEncryptionKey;
  /** Where requests to the bucket are taken down. */
  readonly accessLogs: AccessLogBucket;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** What must be known of a bucket that exists already. It must be private and versioned. */
export interface ArtifactBucketAttributes {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** ARN of the bucket. @default - of the partition `aws` */
  readonly bucketArn?: string;
  /** @default - the bucket is encrypted by S3's own key */
  readonly encryptionKey?: IEncryptionKey;
}

/** A private, versioned, encrypted bucket for node bundles and releases. */
export class ArtifactBucket extends Construct implements IArtifactBucket {
  /** A bucket that exists already. */
  public static fromAttributes(attributes: ArtifactBucketAttributes): IArtifactBucket {
    const { bucketName, bucketArn, encryptionKey } = attributes;
    return { bucketName, bucketArn: bucketArn ?? `arn:aws:s3:::${bucketName}`, encryptionKey, readiness: [] };
  }

  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly encryptionKey: IEncryptionKey;
  public readonly readiness: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);
    const { provider, clusterName, encryptionKey } = props;
    const { bucket, versioning, encryption, ownership, policy } = privateBucket(this, {
      provider,
      clusterName,
      holds: "artifacts",
      encryptionKey,
      protection: props.protection ?? Protection.enabled(),
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.encryptionKey = encryptionKey;
    props.accessLogs.record(this, bucket, "artifacts");
    // Old versions stay for a year: a launch in flight still fetches the version that its template names.
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      provider,
      bucket: bucket.bucket,
      rule: [
        {
          id: "expire-old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: 365 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    this.readiness = [versioning, encryption, ownership, policy];
  }
}
