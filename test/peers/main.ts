import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { FIXTURES, plannedNow } from "./planned";

/** Writes the kept plans of all fixtures anew. */
async function main(): Promise<void> {
  for (const [name, plan] of await plannedNow()) {
    writeFileSync(path.join(FIXTURES, name, "plan.json"), `${JSON.stringify(plan)}\n`);
    process.stdout.write(`${name}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
