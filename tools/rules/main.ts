import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { rulePages } from "./pages";

const FOLDER = path.resolve(__dirname, "../../../docs/rules");

function main(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of rulePages()) writeFileSync(path.join(FOLDER, name), text);
  process.stdout.write(`${path.relative(process.cwd(), FOLDER)}: ${rulePages().size} pages\n`);
}

if (require.main === module) main();
