import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** What a program said and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Whether a program is on this machine. */
function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** `test` where a program is found, else a skipped test whose name says what is missing. */
export function testWith(program: string, name: string, action: () => void): void {
  if (has(program)) test(name, action);
  else test.skip(`${name} (skipped: ${program} is not on this machine)`, action);
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

/** Whether we may do what only root can. */
export const isRoot = process.getuid?.() === 0;

/** `test` where we are root and all programs are found, else a skipped test whose name says what is missing. */
export function testAsRoot(programs: readonly string[], name: string, action: () => void): void {
  const missing = [...(isRoot ? [] : ["root"]), ...programs.filter((program) => !has(program))];
  if (missing.length === 0) test(name, action, 60_000);
  else test.skip(`${name} (skipped: no ${missing.join(", ")} here)`, action);
}

/** Runs a shell script whose mounts nobody else sees: it may put files over those of the machine. */
export function runInOwnMounts(script: string): Outcome {
  return run("unshare", ["--mount", "--propagation", "private", "sh", "-eu", "-c", script]);
}
