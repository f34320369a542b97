import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { synthExample } from "../../examples/synth";
import { architecture } from "./architecture";
import { layOut } from "./layout";
import { svg } from "./svg";
import { readStack } from "./synthesized";

/** The picture of a synthesized stack. */
export async function picture(stackFolder: string, name: string): Promise<string> {
  return svg(await layOut(architecture(readStack(stackFolder), name)));
}

async function main(): Promise<void> {
  const file = path.resolve(__dirname, "../../../docs/architecture/production.svg");
  writeFileSync(file, await picture(synthExample("production"), "production"));
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
}

if (require.main === module) void main();
