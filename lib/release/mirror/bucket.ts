import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import * as path from "node:path";
import { Readable } from "node:stream";
import { HardenedVaultError } from "../../core/errors";
import type { MirrorProgress } from "./progress";

/** A file of the mirror that was checked. */
export interface MirroredFile {
  readonly path: string;
  readonly sha256: string;
}

/** A place in a bucket. */
export interface BucketAddress {
  /** Name of the bucket. */
  readonly bucket: string;
  /** What stands before the names of files. */
  readonly prefix: string;
}

/** Puts files into a bucket. */
export interface Bucket {
  /** Uploads a file, unless the bucket has it with the same sum. @throws RELEASE_MIRROR_UNWRITABLE */
  put(file: MirroredFile): Promise<void>;
}

const ATTEMPTS = 3;

/** A bucket, with credentials, region and endpoint as the AWS SDK finds them. */
export async function openBucket(
  { bucket, prefix }: BucketAddress,
  abortSignal: AbortSignal,
  progress: MirrorProgress,
): Promise<Bucket> {
  // Loaded when it is used: half of a second that other commands need not wait.
  const { S3Client, HeadObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  // A service behind an endpoint of one's own seldom has a name for each bucket.
  const client = new S3Client({ forcePathStyle: Boolean(AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) });

  const has = async (Key: string, checksum: string): Promise<boolean> => {
    try {
      const command = new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: "ENABLED" });
      return (await client.send(command, { abortSignal })).ChecksumSHA256 === checksum;
    } catch (error) {
      // Who may write but not list gets 403 for an object that is not there.
      if ([403, 404].includes(statusOf(error) ?? 0)) return false;
      throw error;
    }
  };

  const upload = async (file: string, Key: string, ChecksumSHA256: string): Promise<void> => {
    const { size } = await stat(file);
    for (let attempt = 1; ; attempt += 1) {
      // A stream cannot be sent twice, so the SDK does not try again by itself.
      const Body = Readable.from(counted(file, (done) => progress.bytes(path.basename(file), done, size)));
      try {
        const command = new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body,
          ContentLength: size,
          ChecksumSHA256,
        });
        await client.send(command, { abortSignal });
        return;
      } catch (error) {
        const status = statusOf(error);
        if (abortSignal.aborted || attempt === ATTEMPTS || (status !== undefined && status < 500))
          throw error;
        progress.note(`${(error as Error).message}; trying again (${attempt + 1} of ${ATTEMPTS})`);
      } finally {
        Body.destroy();
      }
    }
  };

  return {
    put: async (file) => {
      const key = `${prefix}${path.basename(file.path)}`;
      const checksum = Buffer.from(file.sha256, "hex").toString("base64");
      try {
        if (await has(key, checksum)) return progress.note(`s3://${bucket}/${key} is there already`);
        progress.note(`uploading s3://${bucket}/${key}`);
        await upload(file.path, key, checksum);
      } catch (error) {
        abortSignal.throwIfAborted();
        throw unwritable(`s3://${bucket}/${key}`, error as Error);
      }
    },
  };
}

async function* counted(file: string, at: (done: number) => void): AsyncIterable<Buffer> {
  let done = 0;
  for await (const chunk of createReadStream(file)) {
    yield chunk;
    done += chunk.length;
    at(done);
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function unwritable(where: string, error: Error): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_MIRROR_UNWRITABLE",
    message: `${where} cannot be written`,
    got: `${error.name}: ${error.message}`,
    expected: "a bucket in which s3:GetObject and s3:PutObject are allowed",
    repair: "check the name of the bucket, AWS_REGION, AWS_PROFILE and the permissions, and run again",
  });
}
