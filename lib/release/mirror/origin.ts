import { constants } from "node:fs";
import { access, copyFile, open, readFile, rm, stat } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { HardenedVaultError } from "../../core/errors";
import { type Patience, Refusal, request, TransientFailure } from "./http";
import type { MirrorProgress } from "./progress";
import { writing } from "./writing";

/** Where the files of a release come from. Nothing that comes from there is trusted before it was checked. */
export interface ReleaseOrigin {
  /** Reads a small file. @throws RELEASE_FETCH_FAILED */
  read(file: string): Promise<Uint8Array>;
  /** Completes the part of a file. @throws RELEASE_FETCH_FAILED, RELEASE_MIRROR_UNWRITABLE */
  complete(file: string, part: string): Promise<void>;
}

/** A folder with the files under the names that they have on the official site. */
export class FolderOrigin implements ReleaseOrigin {
  public constructor(private readonly folder: string) {}

  public read(file: string): Promise<Uint8Array> {
    const source = path.join(this.folder, file);
    return readFile(source).catch((error: Error) => Promise.reject(absent(source, error)));
  }

  public async complete(file: string, part: string): Promise<void> {
    const source = path.join(this.folder, file);
    await access(source, constants.R_OK).catch((error: Error) => Promise.reject(absent(source, error)));
    await writing(part, () => copyFile(source, part, constants.COPYFILE_FICLONE));
  }
}

const ATTEMPTS = 4;
const PUBLISHED_NAMES = "the files of the release under the names that HashiCorp gives them";
// The sums of a release and their signature have a few kilobytes.
const SMALL_FILE_BYTES = 1024 * 1024;

/** A folder of a web server. */
export class RemoteOrigin implements ReleaseOrigin {
  /** @param url the folder that holds the files of the version, without a slash at its end */
  public constructor(
    private readonly url: string,
    private readonly patience: Patience,
    private readonly progress: MirrorProgress,
  ) {}

  public read(file: string): Promise<Uint8Array> {
    const url = `${this.url}/${file}`;
    return this.persist(url, () =>
      request(url, {}, this.patience, async (_, body) => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of body) {
          size += chunk.byteLength;
          if (size > SMALL_FILE_BYTES) throw new Refusal(`${file} is larger than ${SMALL_FILE_BYTES} bytes`);
          chunks.push(chunk);
        }
        return Buffer.concat(chunks);
      }),
    );
  }

  public async complete(file: string, part: string): Promise<void> {
    const url = `${this.url}/${file}`;
    // Known within this run only; a part of an earlier run is judged by the sum of the whole.
    let etag: string | undefined;
    await this.persist(url, async () => {
      const have = (await stat(part).catch(() => undefined))?.size ?? 0;
      const headers = {
        ...(have > 0 && { range: `bytes=${have}-` }),
        ...(have > 0 && etag !== undefined && { "if-range": etag }),
      };
      await request(url, headers, this.patience, async (response, body) => {
        // Nothing is left to fetch, or the part is too long: the sum will tell.
        if (response.status === 416) return;
        etag = strongEtag(response);
        const from = response.status === 206 ? have : 0;
        if (from > 0 && !response.headers.get("content-range")?.startsWith(`bytes ${from}-`)) {
          throw new Refusal("the server answered with another range than it was asked for");
        }
        const length = response.headers.get("content-length");
        const total = length === null ? undefined : from + Number(length);
        await writing(part, () => append(part, from, body, (done) => this.progress.bytes(file, done, total)));
      });
    });
  }

  private async persist<T>(url: string, action: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await action();
      } catch (error) {
        if (error instanceof Refusal) throw unavailable(url, error.message);
        if (!(error instanceof TransientFailure)) throw error;
        if (attempt === ATTEMPTS) throw unavailable(url, `${error.message}, ${ATTEMPTS} times`);
        this.progress.note(`${error.message}; trying again (${attempt + 1} of ${ATTEMPTS})`);
      }
      const { pauseMs, signal } = this.patience;
      await setTimeout(pauseMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

async function append(
  part: string,
  from: number,
  body: AsyncIterable<Uint8Array>,
  at: (done: number) => void,
): Promise<void> {
  if (from === 0) await rm(part, { force: true });
  // Never truncated in place, and written at positions: another run that has the file open spoils nothing.
  const handle = await open(part, from === 0 ? "wx" : "r+");
  try {
    let position = from;
    for await (const chunk of body) {
      await handle.write(chunk, 0, chunk.byteLength, position);
      position += chunk.byteLength;
      at(position);
    }
  } finally {
    await handle.close();
  }
}

/** A weak tag is no promise of equal bytes. */
function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get("etag");
  return etag === null || etag.startsWith("W/") ? undefined : etag;
}

function unavailable(where: string, got: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_FETCH_FAILED",
    message: `${where} cannot be fetched`,
    got,
    expected: PUBLISHED_NAMES,
    repair:
      "check the version and the network and run again, which goes on where it stopped; or fetch by other means and use --from",
  });
}

function absent(where: string, error: Error): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_FETCH_FAILED",
    message: `${where} cannot be read`,
    got: error.message,
    expected: PUBLISHED_NAMES,
    repair: "put SHA256SUMS, its .sig and a zip for each architecture into the folder, or correct --from",
  });
}
