import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const running = new Set<ChildProcess>();

/** What a child process is given. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that gets everything it prints. */
  readonly log: string;
  /** It is ended after this time, in seconds. */
  readonly limit: number;
}

/** Runs a program to its end and returns its exit code. */
export function run(command: string, args: readonly string[], options: ProcessOptions): Promise<number> {
  const child = start(command, args, options);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end(child);
      reject(new Error(`${command} ${args[0]} took longer than ${options.limit} s\n${tail(options.log)}`));
    }, options.limit * 1000);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Starts a program that goes on. */
export function start(
  command: string,
  args: readonly string[],
  options: Omit<ProcessOptions, "limit">,
): ChildProcess {
  const log = openSync(options.log, "a");
  // A group of its own: Ctrl-C reaches us alone, and we end what we started, its children included.
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  child.on("error", () => running.delete(child));
  running.add(child);
  return child;
}

/** Ends everything that is still running. */
export function endAll(): void {
  for (const child of running) end(child);
}

/** The last lines of a log. */
export function tail(log: string, lines = 40): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** Ends a program that goes on, with its children. */
export function end(child: ChildProcess): void {
  running.delete(child);
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It ended by itself in the meantime.
  }
}
