import { TERRAFORM_LOGINS } from "../../../lib/configuration";
import { until } from "../../boot/command";
import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import { APPLICATION_ROLE, CONFIGURATOR_ROLE } from "../world/parties";

/** What an alarm would count: each login of Terraform's role, and no other. */
export async function tryTerraformLogins(vault: InsideVault, results: Results): Promise<void> {
  await results.see(
    "the pattern for an alarm finds each login of Terraform's role, and no other",
    async () => {
      const before = await Promise.all(vault.logs.map(async (log) => matches(await log.text())));
      await vault.awsLogin("payments", APPLICATION_ROLE);
      await vault.awsLogin("terraform", CONFIGURATOR_ROLE);
      await vault.awsLogin("terraform", APPLICATION_ROLE).catch(() => undefined);
      await vault.awsLogin("terraform", CONFIGURATOR_ROLE);
      await vault.awsLogin("payments", APPLICATION_ROLE);
      for (const [index, log] of vault.logs.entries()) {
        const found = await until(`the last login is in the file of ${log.device}`, 30, async () => {
          const now = matches(await log.text()) - (before[index] ?? 0);
          return now >= 2 ? now : undefined;
        });
        if (found !== 2) throw new Error(`${log.device}: ${found} lines for two logins`);
      }
    },
  );
}

/** Lines that hold every term of the pattern, as CloudWatch Logs counts them. */
function matches(text: string): number {
  const terms = [...TERRAFORM_LOGINS.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, term = ""]) =>
    term.replaceAll(/\\(.)/g, "$1"),
  );
  return text.split("\n").filter((line) => terms.every((term) => line.includes(term))).length;
}
