import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { FIXTURES, fixtureNames, Planner } from "./planned";

/** Makes the kept plans anew: of all fixtures, or of those that are named. */
async function main(named: readonly string[]): Promise<void> {
  const planner = new Planner();
  try {
    for (const name of named.length > 0 ? named : fixtureNames()) {
      const plan = await planner.plan(name);
      writeFileSync(path.join(FIXTURES, name, "plan.json"), `${JSON.stringify(plan)}\n`);
      process.stdout.write(`${name}\n`);
    }
  } finally {
    planner.clear();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
