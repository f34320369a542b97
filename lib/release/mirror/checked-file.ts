import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { HardenedVaultError } from "../../core/errors";
import { writing } from "./writing";

/** A file and the sum that it must have. */
export interface CheckedFile {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Brings a file into a folder under its name, which it gets only when its sum is right.
 *
 * What arrived before an interruption stays in `FILE.part`. A part that was begun by an earlier run and turns out to be
 * wrong is fetched anew, once.
 *
 * @param bring completes `FILE.part`
 * @returns path of the file
 * @throws RELEASE_SUM_MISMATCH, RELEASE_MIRROR_UNWRITABLE, and what `bring` throws
 */
export async function placeChecked(
  { file, sha256 }: CheckedFile,
  folder: string,
  bring: (part: string) => Promise<void>,
): Promise<string> {
  const target = path.join(folder, file);
  const part = `${target}.part`;
  if ((await sha256Of(target)) === sha256) return target;
  for (;;) {
    const begunBefore = await exists(part);
    await bring(part);
    const sum = await sha256Of(part);
    if (sum === sha256) break;
    await writing(part, () => rm(part));
    if (!begunBefore) throw mismatch(file, sha256, sum);
  }
  await writing(target, async () => {
    await synced(part);
    await rename(part, target);
  });
  return target;
}

/** SHA-256 of a file in hexadecimal digits; undefined when there is no such file. */
async function sha256Of(file: string): Promise<string | undefined> {
  if (!(await exists(file))) return undefined;
  const hash = createHash("sha256");
  await writing(file, () => pipeline(createReadStream(file), hash));
  return hash.digest("hex");
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function mismatch(file: string, sha256: string, sum: string | undefined): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_SUM_MISMATCH",
    message: `${file} has another sum than the signed one and was thrown away`,
    got: sum,
    expected: `the SHA-256 ${sha256}`,
    repair: "run again; if it stays so, the file was truncated or changed where it comes from",
  });
}
