import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Lazy } from "cdktf";
import type { Construct } from "constructs";
import { renderPolicy, type Statement } from "../policy/document";
import { AwsAccount, type AwsProviderProps } from "./account";
import type { IEncryptionKey } from "./i-encryption-key";
import { requireClusterName } from "./names";
import type { Protection } from "./protection";

/** What every bucket of a cluster has in common. */
export interface PrivateBucketProps extends AwsProviderProps {
  readonly clusterName: string;
  /** What it holds: the bucket is called `CLUSTER-HOLDS-ACCOUNT-REGION`. */
  readonly holds: string;
  /** Key that encrypts the objects; absent for S3's own key. */
  readonly encryptionKey?: IEncryptionKey;
  readonly protection: Protection;
  /** Whether objects can be locked: only decided when the bucket is made. @default false */
  readonly objectLock?: boolean;
  /** What the bucket's policy says beside that nothing goes without TLS; read when the stack is synthesized. */
  readonly statements?: readonly Statement[];
}

/** A bucket and the resources that must exist before it is used. */
export interface PrivateBucket {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly ownership: S3BucketOwnershipControls;
  readonly policy: S3BucketPolicy;
}

/** Makes a private, versioned, encrypted bucket out of its six resources, as children of `scope`. */
export function privateBucket(scope: Construct, props: PrivateBucketProps): PrivateBucket {
  const { provider, encryptionKey, protection } = props;
  const clusterName = requireClusterName(scope, props.clusterName);
  const account = AwsAccount.of(scope, provider);
  const bucket = new S3Bucket(scope, "Resource", {
    provider,
    bucket: `${clusterName}-${props.holds}-${account.id}-${account.region}`,
    forceDestroy: !protection.isEnabled,
    ...(props.objectLock === true ? { objectLockEnabled: true } : {}),
    lifecycle: protection.lifecycle,
  });
  const versioning = new S3BucketVersioningA(scope, "versioning", {
    provider,
    bucket: bucket.bucket,
    versioningConfiguration: { status: "Enabled" },
  });
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    provider,
    bucket: bucket.bucket,
    rule: [
      encryptionKey === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: encryptionKey.keyArn,
            },
            bucketKeyEnabled: true,
          },
    ],
  });
  const ownership = new S3BucketOwnershipControls(scope, "ownership", {
    provider,
    bucket: bucket.bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const publicAccess = new S3BucketPublicAccessBlock(scope, "public-access-block", {
    provider,
    bucket: bucket.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const tlsOnly: Statement = {
    sid: "TlsOnly",
    effect: "Deny",
    principals: "*",
    actions: ["s3:*"],
    resources: [bucket.arn, `${bucket.arn}/*`],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
  const policy = new S3BucketPolicy(scope, "policy", {
    provider,
    bucket: bucket.bucket,
    policy: Lazy.stringValue({ produce: () => renderPolicy([tlsOnly, ...(props.statements ?? [])]) }),
    dependsOn: [publicAccess],
  });
  return { bucket, versioning, encryption, ownership, policy };
}
