import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { ProblemCode } from "../../../lib/core/errors";
import type { Architecture } from "../../../lib/release/i-architecture";
import { mirrorRelease } from "../../../lib/release/mirror/mirror-release";
import { FolderOrigin, type ReleaseOrigin, RemoteOrigin } from "../../../lib/release/mirror/origin";
import { FolderTarget } from "../../../lib/release/mirror/target";
import { VaultRelease } from "../../../lib/release/vault-release";
import { namesIn, temporaryFolder } from "./folders";
import { rejection } from "./rejection";
import { ReleaseSite } from "./release-site";
import { type ReleaseFiles, sha256, signedRelease, signSums, type TestKey, testKey } from "./signed-release";

const ARM64 = "vault_2.1.2_linux_arm64.zip";
const AMD64 = "vault_2.1.2_linux_amd64.zip";
const SUMS = "vault_2.1.2_SHA256SUMS";
const WHOLE = [SUMS, `${SUMS}.sig`, AMD64, ARM64, "vault-release.json"].sort();

let key: TestKey;
beforeAll(async () => {
  key = await testKey();
});

interface Trial {
  readonly out: string;
  readonly files: ReleaseFiles;
  readonly from?: string;
  readonly architectures?: readonly Architecture[];
  readonly origin?: ReleaseOrigin;
  readonly signal?: AbortSignal;
}

/** Mirrors from a folder with these files; returns what was said. */
async function mirror({ out, files, from = temporaryFolder(), ...more }: Trial): Promise<readonly string[]> {
  for (const [file, content] of files) writeFileSync(path.join(from, file), content);
  const notes: string[] = [];
  await mirrorRelease({
    version: "2.1.2",
    edition: "community",
    architectures: more.architectures ?? ["arm64", "amd64"],
    origin: more.origin ?? new FolderOrigin(from),
    target: new FolderTarget(out),
    trust: { keys: [Buffer.from(key.publicKey)], fingerprints: [key.fingerprint] },
    releaseFile: path.join(out, "vault-release.json"),
    signal: more.signal ?? new AbortController().signal,
    progress: { note: (text) => notes.push(text), bytes: () => undefined },
  });
  return notes;
}

async function expectRefused(code: ProblemCode, trial: Trial, text: string): Promise<void> {
  const error = await rejection(mirror(trial));
  expect(error.code).toBe(code);
  expect(error.message).toContain(text);
}

describe("a mirrored release", () => {
  test("is whole, and VaultRelease.fromFile reads it", async () => {
    const [out, files] = [temporaryFolder(), await signedRelease(key)];
    const notes = await mirror({ out, files });
    expect(namesIn(out)).toEqual(WHOLE);
    for (const [file, content] of files)
      expect(readFileSync(path.join(out, file)).equals(content)).toBe(true);
    const release = VaultRelease.fromFile(path.join(out, "vault-release.json"));
    expect(release.version).toBe("2.1.2");
    expect(release.artifactFor("arm64")).toEqual({ file: ARM64, sha256: sha256(files.get(ARM64) as Buffer) });
    expect(release.artifactFor("amd64").file).toBe(AMD64);
    expect(notes.join("\n")).toContain(`signed by ${key.fingerprint}`);
  });

  test("has the same bytes each time, wherever it is", async () => {
    const files = await signedRelease(key);
    const texts = [];
    for (const out of [temporaryFolder(), temporaryFolder()]) {
      await mirror({ out, files });
      texts.push(readFileSync(path.join(out, "vault-release.json"), "utf8"));
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('"directory": "."');
  });

  test("has the architectures that were asked for, and no other", async () => {
    const out = temporaryFolder();
    await mirror({ out, files: await signedRelease(key), architectures: ["arm64"] });
    expect(namesIn(out)).toEqual(WHOLE.filter((name) => name !== AMD64));
    const release = VaultRelease.fromFile(path.join(out, "vault-release.json"));
    expect(() => release.artifactFor("amd64")).toThrow("no artifact for amd64");
  });

  test("keeps a good file and replaces a bad one", async () => {
    const [out, files] = [temporaryFolder(), await signedRelease(key)];
    writeFileSync(path.join(out, ARM64), files.get(ARM64) as Buffer);
    writeFileSync(path.join(out, AMD64), "half");
    const from = temporaryFolder();
    const fetched: string[] = [];
    const folder = new FolderOrigin(from);
    const origin: ReleaseOrigin = {
      read: (file) => folder.read(file),
      complete: (file, part) => {
        fetched.push(file);
        return folder.complete(file, part);
      },
    };
    const notes = await mirror({ out, files, from, origin });
    expect(fetched).toEqual([AMD64]);
    expect(notes.slice(1)).toEqual([
      `${ARM64} has the signed sum`,
      `fetching ${AMD64}`,
      `${AMD64} has the signed sum`,
    ]);
    expect(readFileSync(path.join(out, AMD64)).equals(files.get(AMD64) as Buffer)).toBe(true);
  });

  test("is fetched anew, once, when what an earlier run began is not its beginning", async () => {
    const [out, files] = [temporaryFolder(), await signedRelease(key)];
    writeFileSync(path.join(out, `${ARM64}.part`), "of another file");
    const site = await ReleaseSite.start(files);
    try {
      const { signal } = new AbortController();
      const progress = { note: () => undefined, bytes: () => undefined };
      const origin = new RemoteOrigin(site.url, { signal, idleSeconds: 10, pauseMs: 1 }, progress);
      await mirror({ out, files, origin });
    } finally {
      await site.stop();
    }
    const ranges = site.seen.filter(({ file }) => file === ARM64).map(({ range }) => range);
    expect(ranges).toEqual(["bytes=15-", undefined]);
    expect(namesIn(out)).toEqual(WHOLE);
  });

  test("can be made in the folder that the files are in", async () => {
    const [out, files] = [temporaryFolder(), await signedRelease(key)];
    await mirror({ out, files, from: out });
    expect(namesIn(out)).toEqual(WHOLE);
  });
});

describe("nothing is done, and nothing left under a final name, when", () => {
  let out: string;
  let files: ReleaseFiles;
  beforeEach(async () => {
    out = temporaryFolder();
    files = await signedRelease(key);
  });

  const flipped = (content: Buffer) => {
    const copy = Buffer.from(content);
    copy[200] = (copy[200] ?? 0) ^ 1;
    return copy;
  };
  const change = (file: string, how: (content: Buffer) => Buffer) =>
    files.set(file, how(files.get(file) as Buffer));

  test("the signature is not the one of these sums", async () => {
    change(SUMS, (sums) => Buffer.from(sums.toString().replace(/^[0-9a-f]{64}/, "0".repeat(64))));
    await expectRefused("RELEASE_SIGNATURE_INVALID", { out, files }, "digest did not match");
    expect(namesIn(out)).toEqual([]);
  });

  test("an unknown key signed", async () => {
    await signSums(files, files.get(SUMS) as Buffer, await testKey());
    await expectRefused("RELEASE_KEY_UNTRUSTED", { out, files }, "signed by an unknown key");
    expect(namesIn(out)).toEqual([]);
  });

  test("the signed sums are those of another version", async () => {
    const older = await signedRelease(key, "2.1.1");
    for (const end of ["SHA256SUMS", "SHA256SUMS.sig"]) {
      files.set(`vault_2.1.2_${end}`, older.get(`vault_2.1.1_${end}`) as Buffer);
    }
    await expectRefused("RELEASE_INVALID", { out, files }, `the release has no ${ARM64}`);
    expect(namesIn(out)).toEqual([]);
  });

  test("the sums name no zip for an architecture", async () => {
    const sums = String(files.get(SUMS)).replace(/.*arm64\.zip\n/g, "");
    await signSums(files, Buffer.from(sums), key);
    await expectRefused("RELEASE_INVALID", { out, files }, AMD64);
    expect(namesIn(out)).toEqual([]);
  });

  test.each([
    ["has another content", flipped],
    ["is truncated", (content: Buffer) => content.subarray(0, -1)],
    ["is empty", () => Buffer.alloc(0)],
  ])("a zip %s", async (_, how) => {
    change(AMD64, how);
    await expectRefused("RELEASE_SUM_MISMATCH", { out, files }, `${AMD64} has another sum`);
    expect(namesIn(out)).toEqual([ARM64]);
  });

  test.each([AMD64, SUMS, `${SUMS}.sig`])("%s is missing", async (file) => {
    files.delete(file);
    await expectRefused("RELEASE_FETCH_FAILED", { out, files }, file);
    expect(namesIn(out)).toEqual(file === AMD64 ? [ARM64] : []);
  });

  test("the target is no folder", async () => {
    const target = path.join(out, "file", "sub");
    writeFileSync(path.join(out, "file"), "");
    await expectRefused("RELEASE_MIRROR_UNWRITABLE", { out: target, files }, "give another folder");
  });

  // Root may write everywhere.
  const asUser = process.getuid?.() === 0 ? test.skip : test;
  asUser("the target may not be written (skipped for root)", async () => {
    const target = path.join(out, "closed");
    mkdirSync(target, { mode: 0o555 });
    await expectRefused("RELEASE_MIRROR_UNWRITABLE", { out: target, files }, "permission denied");
    expect(namesIn(target)).toEqual([]);
  });

  test("it is interrupted between two files", async () => {
    const from = temporaryFolder();
    const controller = new AbortController();
    const folder = new FolderOrigin(from);
    const origin: ReleaseOrigin = {
      read: (file) => folder.read(file),
      complete: async (file, part) => {
        await folder.complete(file, part);
        controller.abort();
      },
    };
    const action = mirror({ out, files, from, origin, signal: controller.signal });
    await expect(action).rejects.toThrow("aborted");
    expect(namesIn(out)).toEqual([ARM64]);
  });

  test("a release file of before stays when a new release is refused", async () => {
    await mirror({ out, files });
    const before = readFileSync(path.join(out, "vault-release.json"), "utf8");
    await signSums(files, files.get(SUMS) as Buffer, await testKey());
    await expectRefused("RELEASE_KEY_UNTRUSTED", { out, files }, "unknown key");
    expect(readFileSync(path.join(out, "vault-release.json"), "utf8")).toBe(before);
  });
});
