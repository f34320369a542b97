import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import settings from "../../examples/production/settings.json";
import { Terminal } from "../inside/terminal";
import { must } from "./command";
import type { Lab } from "./lab";

/**
 * A terminal in the network of the applications, with Vault's program and a client certificate.
 *
 * @param files text of what lies there beside, by name
 * @param variables what the pages say is set
 */
export async function operatorTerminal(
  lab: Lab,
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  const folder = path.join(lab.folder, "operators");
  const programs = path.join(folder, "programs");
  const vault = path.join(programs, "vault");
  if (!existsSync(vault)) {
    mkdirSync(programs, { recursive: true });
    await must("python3", ["-m", "zipfile", "-e", lab.brought.zip.file, programs], { limit: 120 });
    await must("chmod", ["0755", vault]);
  }
  const texts = Object.entries(files).map(([name, text]) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return [name, file] as const;
  });
  const pair = await lab.authorities.issue("operator", lab.brought.clients, "an operator", [
    "extendedKeyUsage=clientAuth",
  ]);
  return new Terminal({
    folder: path.join(folder, "terminal"),
    programs,
    files: {
      [settings.configurator.caCertFile]: lab.brought.root.certificate,
      "payments.pem": pair.certificate,
      "payments-key.pem": pair.key,
      ...Object.fromEntries(texts),
    },
    variables,
    within: lab.within("application"),
  });
}
