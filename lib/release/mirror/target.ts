import { rm } from "node:fs/promises";
import * as path from "node:path";
import type { ReleasePlace } from "../release-file";
import { type BucketAddress, type MirroredFile, openBucket } from "./bucket";
import type { MirrorProgress } from "./progress";

/** Where a release is mirrored to. */
export interface MirrorTarget {
  /** Folder in which files are collected and checked. */
  readonly folder: string;
  /** What the release file says about where the zips are. */
  place(releaseFile: string): ReleasePlace;
  /** Makes the checked files available there. @throws RELEASE_MIRROR_UNWRITABLE */
  publish(files: readonly MirroredFile[]): Promise<void>;
}

/** A folder that keeps the files. */
export class FolderTarget implements MirrorTarget {
  public constructor(public readonly folder: string) {}

  public place(releaseFile: string): ReleasePlace {
    const relative = path.relative(path.dirname(path.resolve(releaseFile)), path.resolve(this.folder));
    return { directory: relative.replaceAll(path.sep, "/") || "." };
  }

  public async publish(): Promise<void> {
    // The files are where they belong.
  }
}

/** A bucket that nodes read. */
export class BucketTarget implements MirrorTarget {
  /** @param folder collects the files until all are uploaded; a run that was interrupted goes on there */
  public constructor(
    private readonly address: BucketAddress,
    public readonly folder: string,
    private readonly signal: AbortSignal,
    private readonly progress: MirrorProgress,
  ) {}

  public place(): ReleasePlace {
    return { mirror: this.address };
  }

  public async publish(files: readonly MirroredFile[]): Promise<void> {
    const bucket = await openBucket(this.address, this.signal, this.progress);
    for (const file of files) await bucket.put(file);
    await rm(this.folder, { recursive: true, force: true });
  }
}
