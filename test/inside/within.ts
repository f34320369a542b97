import { Results } from "../boot/results";
import { endAll } from "../terraform/processes";
import { applyTwice } from "./checks/apply";
import { tryDatabase } from "./checks/database";
import { tryEffects } from "./checks/effects";
import { followPages } from "./checks/how-to";
import { tryIssuer, tryLogins } from "./checks/logins";
import { tryNextVersion } from "./checks/next-version";
import { tryPeople } from "./checks/people";
import { tryPolicies } from "./checks/policies";
import { tryTerraformLogins } from "./checks/terraform-logins";
import { Run } from "./run";

/** Everything that happens in the world; started by main.ts, through world.sh. */
async function main(): Promise<number> {
  const [folder = "", zip = "", how = ""] = process.argv.slice(2);
  const results = new Results();
  try {
    const run = await Run.make(folder, zip, how !== "adapter", results);
    const { world } = run;
    await applyTwice(run, world.applier, results);
    await tryLogins(run, results);
    await tryTerraformLogins(run, results);
    await tryIssuer(run, world.issuer, results);
    await tryPeople(run, world, results);
    if (typeof world.database === "string") results.leave("accounts of a database", world.database);
    else await tryDatabase(run, { database: world.database, applier: world.applier }, results);
    await tryEffects(run, results);
    await followPages(run, world.terminal, results);
    await tryNextVersion(run, world, results);
    await tryPolicies(run, results);
  } catch (error) {
    results.failed = true;
    results.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  endAll();
  results.finish();
  return results.failed ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
