import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { endAll } from "../terraform/processes";
import { hasTerraform } from "../terraform/terraform";
import { makeBase } from "./machine/base";
import { whyNot } from "./requirements";
import { Results } from "./results";
import { Run } from "./run";
import { SECTIONS, sectionsOf } from "./sections";
import { buildServer } from "./vault-binary";

const HELP = `usage: npm run test:boot -- [--only NAMES] [--keep] [--hold] [--prepare]

Applies the production stack to an emulated AWS, boots its nodes as machines of this one, with a real Vault server in
them, and looks at what they do. Everything lives in network namespaces that lead nowhere. Linux, root.

  --only     boot the nodes, then only these sections, separated by commas:
             ${Object.keys(SECTIONS).join(", ")}
  --prepare  only make what is kept between runs: the base system and the server
  --hold     at the end leave everything running until Ctrl-C, and say how to enter a node
  --keep     keep the folder with logs (it is kept after a failure in any case)
  --help     this text
`;

/** Checks that are counted as skipped where nothing can run. */
const CHECKS = 1;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      hold: { type: "boolean" },
      keep: { type: "boolean" },
      only: { type: "string" },
      prepare: { type: "boolean" },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const results = new Results();
  const reason = await whyNot(hasTerraform());
  if (reason !== undefined) {
    results.note(`no node boots here: ${reason}`);
    results.skip(CHECKS);
    results.finish();
    return 0;
  }
  if (values.prepare === true) {
    await Promise.all([makeBase((text) => results.note(text)), buildServer((text) => results.note(text))]);
    return 0;
  }
  const sections = sectionsOf(values.only);
  const folder = mkdtempSync(path.join(tmpdir(), "boot-"));
  const run = new Run(folder, results, sections);
  let stopped: Promise<void> | undefined;
  const stop = (signal: NodeJS.Signals) => {
    stopped ??= run.end(false).then(() => {
      endAll();
      rmSync(folder, { recursive: true, force: true });
      process.stderr.write(`\nstopped by ${signal}; everything that was started is ended\n`);
      process.exit(130);
    });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  try {
    await run.all();
  } catch (error) {
    results.failed = true;
    results.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  if (values.hold === true && stopped === undefined) {
    for (const line of run.entrances()) results.note(line);
    await new Promise<void>((resolve) => process.once("SIGINT", resolve));
  }
  if (stopped !== undefined) await stopped;
  const keep = results.failed || values.keep === true;
  await run.end(keep);
  endAll();
  if (keep) results.note(`logs: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  results.finish();
  return results.failed ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    endAll();
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
