import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** What a program said and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Why something cannot be run here, in one line; undefined where it can. */
export function whySkipped(programs: readonly string[], needsRoot = false): string | undefined {
  if (needsRoot && process.getuid?.() !== 0) return "skipped: it needs root";
  const has = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
  const missing = programs.filter((program) => !has(program));
  if (missing.length === 0) return undefined;
  return `skipped: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not on this machine`;
}

/** `test` where a program is found, else a skipped test whose name says what is missing. */
export function testWith(program: string, name: string, action: () => void): void {
  testUnless(whySkipped([program]), name, action);
}

/** `test` where we are root and all programs are found, else a skipped test whose name says what is missing. */
export function testAsRoot(programs: readonly string[], name: string, action: () => void): void {
  testUnless(whySkipped(programs, true), name, action);
}

/** `test`, unless there is a reason to skip it, which then stands in its name. */
export function testUnless(reason: string | undefined, name: string, action: () => void): void {
  if (reason === undefined) test(name, action, 60_000);
  else test.skip(`${name} (${reason})`, action);
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], input?: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    encoding: "utf8",
    input,
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  return { code: status ?? 1, output: `${stdout}${stderr}` };
}

/** Gives an action a folder of its own. */
export function inFolder<T>(action: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), "host-"));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program on a file with this name and content. */
export function runOnFile(
  name: string,
  content: string,
  program: string,
  args: (file: string) => readonly string[],
): Outcome {
  return inFolder((folder) => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o644 });
    return run(program, args(file));
  });
}

/** Runs a shell script whose mounts nobody else sees: it may put files over those of the machine. */
export function runInOwnMounts(script: string): Outcome {
  return run("unshare", ["--mount", "--propagation", "private", "sh", "-eu", "-c", script]);
}
