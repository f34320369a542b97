import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import { text } from "node:stream/consumers";

/** No program here takes longer, in milliseconds. */
const LIMIT = 300_000;

const running = new Set<ChildProcess>();

/** What a program answered, and how long its process lived as seen from outside. */
export interface Answered<T> {
  readonly answer: T;
  /** From the start of the process to its end, in milliseconds. */
  readonly wallMs: number;
}

/**
 * Runs a program in a fresh process and returns its answer.
 *
 * @throws Error with what the program wrote to standard error, when it fails
 */
export async function runFresh<T>(program: string, args: readonly string[]): Promise<Answered<T>> {
  const start = process.hrtime.bigint();
  // A group of its own: Ctrl-C reaches the bench alone, which then ends what it started.
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    env: environment(),
    detached: true,
    timeout: LIMIT,
  });
  running.add(child);
  const ended = new Promise<{ problem?: string; wallMs: number }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running.delete(child);
      const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
      resolve(code === 0 ? { wallMs } : { wallMs, problem: signal ?? `exit code ${code}` });
    });
  });
  const [, , stderr, answer] = child.stdio as unknown as NodeJS.ReadableStream[];
  const [{ problem, wallMs }, complaint, json] = await Promise.all([
    ended,
    text(stderr as NodeJS.ReadableStream),
    text(answer as NodeJS.ReadableStream),
  ]);
  if (problem !== undefined) {
    throw new Error(
      `${path.basename(program)} ${args.join(" ")} failed (${problem})\n${complaint.trimEnd()}`,
    );
  }
  return { answer: JSON.parse(json) as T, wallMs };
}

/** Ends every program that is still running. */
export function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Without the settings of CDK for Terraform, which would change what is synthesized and where. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CDKTF_")));
}
