import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import * as path from "node:path";

/** The command as it is published. */
export const MAIN = path.join(__dirname, "../../build/lib/cli/main.js");

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where a command runs, and what it finds there. */
export interface Surroundings {
  /** @default - the folder of the tests */
  readonly cwd?: string;
  /** Variables beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** File to run. @default MAIN */
  readonly main?: string;
}

/** Runs the command to its end, with pipes for its output. */
export function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** Starts the command. */
export function start(
  args: readonly string[],
  { cwd = __dirname, env = {}, main = MAIN }: Surroundings = {},
): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    // No account, no proxy and no home of whoever runs the tests.
    env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true", ...env },
  });
  child.stdin.end();
  const text = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk) => (text.out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => (text.err += chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...text }));
  });
  return { child, ended };
}

/** Runs a line of Bash with the command as `$0`, and says how it ended. */
export function inBash(line: string, ...args: readonly string[]): Ended {
  const command = `"$NODE" "$MAIN"`;
  const env = { PATH: process.env.PATH, NODE: process.execPath, MAIN };
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", line.replaceAll("COMMAND", command), "-", ...args],
    {
      encoding: "utf8",
      env,
    },
  );
  return { code: status, out: stdout, err: stderr };
}
