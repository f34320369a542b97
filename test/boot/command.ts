import { execFile } from "node:child_process";

/** What a program printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a program is run. */
export interface CommandOptions {
  /** It is ended after this time. @default 60 seconds */
  readonly limit?: number;
  /** What it reads. @default - nothing */
  readonly input?: string;
  /** @default - a plain environment without anything of the caller's */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - this process's own */
  readonly cwd?: string;
}

/** An environment that leads nowhere: no proxies, no credentials, no interpreters of the caller. */
export const PLAIN: NodeJS.ProcessEnv = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LC_ALL: "C.UTF-8",
};

/** Runs a program to its end, whatever its exit code. */
export function outcome(
  command: string,
  args: readonly string[],
  { limit = 60, input, env = PLAIN, cwd }: CommandOptions = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      [...args],
      { env, cwd, timeout: limit * 1000, killSignal: "SIGKILL", maxBuffer: 256 * 1024 * 1024 },
      (error, out, err) => {
        const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 124;
        resolve({ code, out, err: error === null || err !== "" ? err : error.message });
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/**
 * Runs a program that must succeed.
 *
 * @returns what it printed
 */
export async function must(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, out, err } = await outcome(command, args, options);
  if (code === 0) return out;
  throw new Error(
    `${command} ${args.join(" ").slice(0, 300)} ended with ${code}\n${out.slice(-2000)}${err.slice(-2000)}`,
  );
}

/** Waits until something holds, and says what was seen last when it never does. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined>,
  pause = 250,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last = "";
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end)
      throw new Error(`${what}: not within ${seconds} s${last === "" ? "" : `\n${last}`}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
