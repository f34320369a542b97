import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";

/**
 * Writes a small file so that its name never stands for half a content. A device or a pipe is written to as it is.
 *
 * @throws the error of the file system
 */
export async function writeWhole(given: string, content: Uint8Array | string): Promise<void> {
  const file = await realpath(given).catch(() => given);
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile()) return writeFile(file, content);
  const draft = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString("hex")}.draft`,
  );
  try {
    const handle = await open(draft, "wx", 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
