import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "./cache";

/**
 * The commands that a how-to gives below a heading, to be run as they stand there.
 *
 * @throws Error where there is not exactly one block of shell
 */
export function commandsOf(document: string, heading: string): string {
  const text = readFileSync(path.join(ROOT, "docs/how-to", `${document}.md`), "utf8");
  const [, ...sections] = text.split(/^## /m);
  const section = sections.find((one) => one.startsWith(`${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  if (blocks.length !== 1)
    throw new Error(`${document}: ${blocks.length} blocks of commands below "${heading}"`);
  return blocks[0] ?? "";
}
