import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { isNativeError } from "node:util/types";
import { HardenedVaultError } from "../../core/errors";
import { writeWhole as writeFileWhole } from "../../core/write-whole";

/**
 * Runs something that writes, and says where it could not.
 *
 * @throws RELEASE_MIRROR_UNWRITABLE for errors of the file system
 */
export async function writing<T>(where: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isNativeError(error) || !("syscall" in error)) throw error;
    throw new HardenedVaultError({
      code: "RELEASE_MIRROR_UNWRITABLE",
      message: `${where} cannot be written`,
      got: error.message,
      expected: "a folder that may be written, with space for the release",
      repair: "give another folder, or mend its permissions or its disk",
    });
  }
}

/** Makes a folder if need be, and makes sure that it may be written. */
export async function requireWritableFolder(folder: string): Promise<void> {
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
}

/** Writes a small file so that its name never stands for half a content. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await writing(file, () => writeFileWhole(file, content));
}
