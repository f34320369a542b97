import { streamProgress } from "../../lib/cli/progress";

const MIB = 1024 * 1024;

function record(stream: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  return { written, progress: streamProgress({ ...stream, write: (text) => written.push(text) }) };
}

/** What a terminal shows at last: each line after its last carriage return. */
function shown(written: readonly string[]): readonly string[] {
  return written
    .join("")
    .split("\n")
    .map((line) => line.split("\r").at(-1) ?? "");
}

const term = process.env.TERM;
beforeEach(() => {
  process.env.TERM = "xterm";
});
afterAll(() => {
  if (term === undefined) delete process.env.TERM;
  else process.env.TERM = term;
});

describe("progress on a terminal", () => {
  test("is one line that moves and goes when the file is there", () => {
    const { written, progress } = record({ isTTY: true });
    progress.note("fetching x.zip");
    progress.bytes("x.zip", 1 * MIB, 4 * MIB);
    expect(shown(written).at(-1)).toBe("x.zip: 25 % of 4.0 MiB");
    progress.bytes("x.zip", 2 * MIB, 4 * MIB);
    expect(shown(written).at(-1)).toBe("x.zip: 50 % of 4.0 MiB");
    progress.bytes("x.zip", 4 * MIB, 4 * MIB);
    expect(shown(written)).toEqual(["fetching x.zip", ""]);
  });

  test("makes place for what is said meanwhile", () => {
    const { written, progress } = record({ isTTY: true });
    progress.bytes("x.zip", 1 * MIB, 4 * MIB);
    progress.note("cut; trying again");
    expect(shown(written)).toEqual(["cut; trying again", ""]);
  });

  test("makes place for who else writes", () => {
    const { written, progress } = record({ isTTY: true });
    progress.bytes("x.zip", 1 * MIB, 4 * MIB);
    progress.clear();
    expect(shown(written)).toEqual([""]);
  });

  test("is written only when it reads differently", () => {
    const { written, progress } = record({ isTTY: true });
    for (let done = 1; done < 1000; done += 1) progress.bytes("x.zip", done, 1000 * MIB);
    expect(written).toHaveLength(1);
  });

  test("is never wider than the terminal, which would begin a second line", () => {
    const { written, progress } = record({ isTTY: true, columns: 20 });
    progress.bytes("vault_2.1.2_linux_arm64.zip", 1, 4 * MIB);
    expect(shown(written).at(-1)?.length).toBe(19);
  });

  test("is whole on a terminal that does not know its width", () => {
    const { written, progress } = record({ isTTY: true, columns: 0 });
    progress.bytes("x.zip", 1 * MIB, 4 * MIB);
    expect(shown(written)).toEqual(["x.zip: 25 % of 4.0 MiB"]);
  });

  test("says what arrived when the server does not say how much there is", () => {
    const { written, progress } = record({ isTTY: true });
    progress.bytes("x.zip", 1.5 * MIB, undefined);
    expect(shown(written)).toEqual(["x.zip: 1.5 MiB"]);
  });
});

describe("progress elsewhere", () => {
  test.each([
    ["a pipe", {}, "xterm"],
    ["a dumb terminal", { isTTY: true }, "dumb"],
  ])("is a few whole lines: on %s", (_, stream, kind) => {
    process.env.TERM = kind;
    const { written, progress } = record(stream);
    progress.note("fetching x.zip");
    for (let done = 1; done <= 1000; done += 1) progress.bytes("x.zip", done * MIB, 1000 * MIB);
    expect(written).toEqual([
      "fetching x.zip\n",
      ...[25, 50, 75, 100].map((percent) => `x.zip: ${percent} % of 1000.0 MiB\n`),
    ]);
  });

  test("says nothing of a file of unknown size", () => {
    const { written, progress } = record({});
    progress.bytes("x.zip", 5 * MIB, undefined);
    expect(written).toEqual([]);
  });
});
