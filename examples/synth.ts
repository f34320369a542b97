import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** Names of the examples. */
export function exampleNames(): readonly string[] {
  return readdirSync(path.join(ROOT, "examples")).filter((name) =>
    existsSync(path.join(ROOT, "examples", name, "cdktf.json")),
  );
}

/**
 * Synthesizes an example as its user would, in its own folder.
 *
 * @returns the folder of its one stack
 */
export function synthExample(name: string): string {
  const folder = path.join(ROOT, "examples", name);
  execFileSync(process.execPath, [path.join(ROOT, "build/examples", name, "main.js")], {
    cwd: folder,
    env: { ...process.env, CDKTF_OUTDIR: path.join(folder, "cdktf.out") },
    stdio: "inherit",
  });
  return path.join(folder, "cdktf.out/stacks", name);
}

function main(names: readonly string[]): void {
  const known = exampleNames();
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    const problem = unknown.length > 0 ? `no example ${unknown.join(", ")}; ` : "";
    process.stderr.write(`${problem}usage: npm run synth -- EXAMPLE   (${known.join(" | ")})\n`);
    process.exitCode = 2;
    return;
  }
  for (const name of names) {
    process.stdout.write(`${path.relative(process.cwd(), synthExample(name))}\n`);
  }
}

if (require.main === module) main(process.argv.slice(2));
