import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Patience } from "../../../lib/release/mirror/http";
import { RemoteOrigin } from "../../../lib/release/mirror/origin";
import { temporaryFolder } from "./folders";
import { rejection } from "./rejection";
import { ReleaseSite } from "./release-site";
import { signedRelease, testKey } from "./signed-release";

const FILE = "vault_2.1.2_linux_arm64.zip";
const SUMS = "vault_2.1.2_SHA256SUMS";

let site: ReleaseSite;
let content: Buffer;
beforeAll(async () => {
  const files = await signedRelease(await testKey());
  content = files.get(FILE) as Buffer;
  site = await ReleaseSite.start(files);
});
afterAll(() => site.stop());

let notes: string[];
let part: string;
beforeEach(() => {
  notes = [];
  site.seen.length = 0;
  part = path.join(temporaryFolder(), `${FILE}.part`);
});

function origin(patience: Partial<Patience> = {}, url = site.url): RemoteOrigin {
  return new RemoteOrigin(
    url,
    { signal: new AbortController().signal, idleSeconds: 10, pauseMs: 1, ...patience },
    { note: (text) => notes.push(text), bytes: () => undefined },
  );
}

const ranges = () => site.seen.map(({ range }) => range);
const arrived = () => readFileSync(part).equals(content);

describe("a zip from a web server", () => {
  test("arrives whole, with one request", async () => {
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
    expect(ranges()).toEqual([undefined]);
    expect(notes).toEqual([]);
  });

  test("goes on where the connection was cut", async () => {
    site.meet(FILE, "cut", "cut");
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
    const [first, ...further] = ranges().map((range) => Number(range?.match(/\d+/) ?? 0));
    expect(first).toBe(0);
    expect(further).toHaveLength(2);
    for (const from of further) expect(from).toBeGreaterThan(0);
    expect(site.seen[1]?.ifRange).toMatch(/^"[0-9a-f]{64}"$/);
    expect(notes[0]).toContain("trying again (2 of 4)");
  });

  test("goes on where an earlier run stopped", async () => {
    writeFileSync(part, content.subarray(0, 1234));
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
    expect(ranges()).toEqual(["bytes=1234-"]);
  });

  test("begins anew when the server knows no ranges", async () => {
    writeFileSync(part, content.subarray(0, 1234));
    site.meet(FILE, "without ranges");
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
  });

  test("begins anew when it changed between two attempts", async () => {
    site.meet(FILE, "cut", "changed");
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
  });

  test("is done when nothing is left to fetch", async () => {
    writeFileSync(part, content);
    await origin().complete(FILE, part);
    expect(arrived()).toBe(true);
  });

  test("is refused when the server sends another range than it was asked for", async () => {
    writeFileSync(part, content.subarray(0, 1234));
    site.meet(FILE, "wrong range");
    expect((await rejection(origin().complete(FILE, part))).message).toContain("another range");
    expect(readFileSync(part).length).toBe(1234);
  });

  test("stalls no longer than it is waited for", async () => {
    site.meet(FILE, "stall");
    await origin({ idleSeconds: 0.2 }).complete(FILE, part);
    expect(arrived()).toBe(true);
    expect(notes[0]).toContain("nothing arrived for 0.2 s");
  });

  test("is given up at once when somebody interrupts", async () => {
    const controller = new AbortController();
    site.meet(FILE, "stall");
    const action = origin({ signal: controller.signal }).complete(FILE, part);
    await site.stalls();
    controller.abort();
    await expect(action).rejects.toThrow("aborted");
    expect(site.seen).toHaveLength(1);
  });

  test("is given up at once when somebody interrupts a pause", async () => {
    const controller = new AbortController();
    site.meet(FILE, 503);
    const action = new RemoteOrigin(
      site.url,
      { signal: controller.signal, idleSeconds: 10, pauseMs: 60_000 },
      { note: () => controller.abort(), bytes: () => undefined },
    ).complete(FILE, part);
    await expect(action).rejects.toThrow("aborted");
  });
});

describe("a file of a web server", () => {
  test.each([408, 429, 500, 503])("is asked for again after %d", async (status) => {
    site.meet(SUMS, status, status, status);
    expect((await origin().read(SUMS)).byteLength).toBeGreaterThan(100);
    expect(notes).toHaveLength(3);
  });

  test("is given up after four attempts", async () => {
    site.meet(SUMS, 503, 503, 503, 503);
    const error = await rejection(origin().read(SUMS));
    expect(error.code).toBe("RELEASE_FETCH_FAILED");
    expect(error.message).toContain("the server answered 503, 4 times");
    expect(site.seen).toHaveLength(4);
  });

  test.each([403, 404])("is not asked for again after %d", async (status) => {
    site.meet(SUMS, status);
    const error = await rejection(origin().read(SUMS));
    expect(error.code).toBe("RELEASE_FETCH_FAILED");
    expect(error.message).toContain(`${site.url}/${SUMS}`);
    expect(error.message).toContain(`the server answered ${status}`);
    expect(error.problem.repair).toContain("check the version");
    expect(site.seen).toHaveLength(1);
  });

  test("is refused when it is too large to be a list of sums", async () => {
    const large = await ReleaseSite.start(new Map([[SUMS, Buffer.alloc(2 * 1024 * 1024)]]));
    try {
      expect((await rejection(origin({}, large.url).read(SUMS))).message).toContain("larger than 1048576");
    } finally {
      await large.stop();
    }
  });

  test("is given up without a network, with what the system says", async () => {
    const gone = await ReleaseSite.start(new Map());
    await gone.stop();
    const error = await rejection(origin({}, gone.url).complete(FILE, part));
    expect(error.code).toBe("RELEASE_FETCH_FAILED");
    expect(error.message).toMatch(/ECONNREFUSED.*, 4 times/);
    expect(error.problem.repair).toContain("--from");
    expect(existsSync(part)).toBe(false);
  });
});
