import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import type { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import type { IArtifactBucket } from "../aws/artifact-bucket";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { StackFiles } from "../aws/stack-files";
import { HardenedVaultError } from "../core/errors";
import type { ReleaseArtifact } from "./artifact";

/** A bucket of the organisation that mirrors releases. */
export interface S3MirrorOptions {
  /** Name of the bucket; may be a token. */
  readonly bucket: string;
  /** What stands before the file name: `vault/2.1.2/`. @default "" */
  readonly prefix?: string;
  /** Key that encrypts the objects. @default - none: S3's own */
  readonly encryptionKey?: IEncryptionKey;
}

/** What a source needs to know. */
export interface ReleaseSourceContext extends AwsProviderProps {
  /** Where an uploaded zip lives. */
  readonly bucket: IArtifactBucket;
  /** The file to provide. */
  readonly artifact: ReleaseArtifact;
  /** What stands before the file's name in the bucket. */
  readonly prefix: string;
}

/** Where the zip is, as the node fetches it. */
export interface ReleaseLocation {
  /** Name of the bucket. */
  readonly bucket: string;
  /** ARN of the object, for the node role. */
  readonly objectArn: string;
  /** Key of the object. */
  readonly key: string;
  /** Key that encrypts it, if not S3's own. */
  readonly encryptionKey?: IEncryptionKey;
}

/** Where nodes get the release from. Never a package repository: nothing is trusted but the pinned sum. */
export abstract class ReleaseSource {
  /** From a bucket that mirrors releases. */
  public static s3Mirror(options: S3MirrorOptions): ReleaseSource {
    return new S3Mirror(options);
  }

  /**
   * From a folder on the machine that synthesizes; the stack uploads the zip.
   *
   * @param directory folder that holds the zip under the artifact's file name
   */
  public static localZip(directory: string): ReleaseSource {
    return new LocalZip(directory);
  }

  /** Makes the zip available to the nodes of a cluster, whose construct is the scope. */
  public abstract bind(scope: Construct, context: ReleaseSourceContext): ReleaseLocation;
}

class S3Mirror extends ReleaseSource {
  public constructor(private readonly options: S3MirrorOptions) {
    super();
  }

  public bind(scope: Construct, { artifact, provider }: ReleaseSourceContext): ReleaseLocation {
    const { bucket, prefix = "", encryptionKey } = this.options;
    const key = `${prefix}${artifact.file}`;
    const { partition } = AwsAccount.of(scope, provider);
    return { bucket, key, objectArn: `arn:${partition}:s3:::${bucket}/${key}`, encryptionKey };
  }
}

class LocalZip extends ReleaseSource {
  public constructor(private readonly directory: string) {
    super();
  }

  public bind(
    scope: Construct,
    { artifact, bucket, prefix, provider }: ReleaseSourceContext,
  ): ReleaseLocation {
    const source = path.join(this.directory, artifact.file);
    requireSum(scope, source, artifact);
    const key = `${prefix}release/${artifact.file}`;
    const assetPath = StackFiles.of(scope).addCopy(`release/${artifact.file}`, source);
    new S3Object(scope, "release", {
      provider,
      bucket: bucket.bucketName,
      key,
      source: assetPath,
      sourceHash: artifact.sha256,
      dependsOn: [...bucket.readiness],
    });
    return {
      bucket: bucket.bucketName,
      key,
      objectArn: `${bucket.bucketArn}/${key}`,
      encryptionKey: bucket.encryptionKey,
    };
  }
}

function requireSum(scope: Construct, file: string, artifact: ReleaseArtifact): void {
  const problem = (message: string, got: string) =>
    new HardenedVaultError(
      {
        code: "RELEASE_SUM_MISMATCH",
        message,
        got,
        expected: `a file with the SHA-256 ${artifact.sha256}`,
        repair:
          "fetch the release again and check the signature of its SHA256SUMS before you correct the sum",
      },
      scope,
    );
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw problem(`the release ${file} cannot be read`, (error as Error).message);
  }
  const sum = createHash("sha256").update(content).digest("hex");
  if (sum !== artifact.sha256) throw problem(`the release ${file} has another sum`, sum);
}
