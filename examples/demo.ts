import * as path from "node:path";
import Table from "cli-table3";
import colours from "picocolors";
import { summarizeInside } from "./inside-summary";
import settings from "./production/settings.json";
import { type Section, summarize } from "./summary";
import { synthExample } from "./synth";

/** Colours on a terminal only, and only if they are wanted. */
const { bold, dim, green } = process.stdout.isTTY ? colours : colours.createColors(false);

function render({ title, head, rows }: Section): string {
  const width = Math.min(process.stdout.columns ?? 120, 140);
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    wordWrap: true,
    colWidths: head.length === 2 ? [24, width - 27] : [],
  });
  table.push(...rows.map((row) => [...row]));
  return `\n${bold(title)}\n${table.toString()}\n`;
}

const stackFolder = synthExample("production");
const sections = [
  ...summarize(stackFolder, settings.clusterName),
  ...summarizeInside(`${stackFolder}-inside`),
];
for (const section of sections) process.stdout.write(render(section));
const shown = path.relative(process.cwd(), stackFolder);
process.stdout.write(`
${green("Synthesized.")} Nothing was deployed. Where to look:
  ${shown}/cdk.tf.json        what Terraform gets
  ${shown}-inside/cdk.tf.json        what Terraform gets for Vault's own settings
  ${shown}/host/${settings.clusterName}/     every file of a node, as it lies there
  examples/production/stack.ts   the code; its inputs are in settings.json
${dim("Next: npm run demo:apply -- production   applies it with real Terraform to an emulated AWS")}
`);
