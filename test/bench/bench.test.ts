import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { text } from "node:stream/consumers";

const BUILD = path.join(__dirname, "../../build/bench");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [path.join(BUILD, "main.js"), ...args], {
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function end(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) =>
    text(stream as NodeJS.ReadableStream),
  );
  return { code: await code, stdout: (await stdout) ?? "", stderr: (await stderr) ?? "" };
}

function leftFolders(): readonly string[] {
  return readdirSync(BUILD).filter((name) => name.startsWith("run-"));
}

/** Names of all figures, so that a figure that is not a number stands out. */
function shape(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

const SAMPLE = {
  importMs: "number",
  constructAndSynthMs: "number",
  totalMs: "number",
  wallMs: "number",
  cpuMs: "number",
  peakMemoryMiB: "number",
};
const CHECKS = { ms: "number", toSynth: "number" };
const SIZE = { constructAndSynthMs: "number", cpuMs: "number", peakMemoryMiB: "number" };

describe("the bench", () => {
  it("prints one JSON document and leaves nothing", async () => {
    const before = leftFolders();
    const { code, stdout, stderr } = await end(start(["--quick"], { CDKTF_OUTDIR: "/nonexistent" }));
    expect(stderr).toBe("writing the same resources by hand\nround 1 of 1\n");
    expect(code).toBe(0);
    expect(shape(JSON.parse(stdout))).toEqual({
      machine: {
        node: "string",
        platform: "string",
        cpu: "string",
        cpus: "number",
        memoryMiB: "number",
        packages: {
          "cdktf-hardened-vault": "string",
          cdktf: "string",
          constructs: "string",
          "@cdktf/provider-aws": "string",
        },
      },
      runs: "number",
      stack: { resources: "number", types: "number", files: "number" },
      programs: { ours: SAMPLE, handwrittenDeep: SAMPLE, handwrittenRoot: SAMPLE, oursUnjudged: SAMPLE },
      clusters: {
        layout: "string",
        sizes: { 1: SIZE, 10: SIZE, 50: SIZE },
        exponent: "number",
        checks: { sizes: { 1: CHECKS, 10: CHECKS, 50: CHECKS }, exponent: "number" },
      },
      ratios: {
        checksToSynth: "number",
        toHandwrittenDeep: "number",
        rootImportsToOurs: "number",
        memoryRootImportsToOurs: "number",
      },
    });
    expect(leftFolders()).toEqual(before);
  }, 180_000);

  it("shows what a failing program says, and prints nothing else", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
    const preload = path.join(folder, "fail.cjs");
    writeFileSync(
      preload,
      `if (process.argv[1].endsWith("ours.js")) { console.error("the disk is full"); process.exit(7); }`,
    );
    const before = leftFolders();
    const { code, stdout, stderr } = await end(start(["--quick"], { NODE_OPTIONS: `--require ${preload}` }));
    rmSync(folder, { recursive: true });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/ours\.js .* failed \(exit code 7\)\nthe disk is full\n$/);
    expect(leftFolders()).toEqual(before);
  }, 60_000);

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends what it started on %s",
    async (signal) => {
      const before = leftFolders();
      const child = start(["--quick"]);
      const ended = end(child);
      await new Promise((resolve) => child.stderr?.once("data", resolve));
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toContain(`stopped by ${signal}`);
      expect(leftFolders()).toEqual(before);
    },
    60_000,
  );

  it("has a help text", async () => {
    const { code, stdout, stderr } = await end(start(["--help"]));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("--runs N");
  });

  it.each([
    [["--runs", "0"], "--runs takes a number from 1 to 999, got 0"],
    [["--runs", "3.5"], "--runs takes a number"],
    [["--runs", "3", "--quick"], "--quick is one round"],
    [["--fast"], "Unknown option '--fast'"],
    [["extra"], "Unexpected argument 'extra'"],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await end(start(args));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
