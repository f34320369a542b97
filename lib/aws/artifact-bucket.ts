import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { renderPolicy } from "../policy/document";
import { AwsAccount, type AwsProviderProps } from "./account";
import type { IEncryptionKey } from "./i-encryption-key";
import { requireClusterName } from "./names";
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
    const { provider } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const account = AwsAccount.of(this, provider);
    const protection = props.protection ?? Protection.enabled();
    const bucket = new S3Bucket(this, "Resource", {
      provider,
      bucket: `${clusterName}-artifacts-${account.id}-${account.region}`,
      forceDestroy: !protection.isEnabled,
      lifecycle: protection.lifecycle,
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.encryptionKey = props.encryptionKey;

    const versioning = new S3BucketVersioningA(this, "versioning", {
      provider,
      bucket: bucket.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      provider,
      bucket: bucket.bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: props.encryptionKey.keyArn,
          },
          bucketKeyEnabled: true,
        },
      ],
    });
    const ownership = new S3BucketOwnershipControls(this, "ownership", {
      provider,
      bucket: bucket.bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access-block", {
      provider,
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
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
    const policy = new S3BucketPolicy(this, "policy", {
      provider,
      bucket: bucket.bucket,
      policy: renderPolicy([
        {
          sid: "TlsOnly",
          effect: "Deny",
          principals: "*",
          actions: ["s3:*"],
          resources: [bucket.arn, `${bucket.arn}/*`],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
      dependsOn: [publicAccess],
    });
    this.readiness = [versioning, encryption, ownership, policy];
  }
}
