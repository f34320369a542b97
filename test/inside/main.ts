import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../boot/cache";
import { buildServer } from "../boot/vault-binary";
import { installEmulators } from "../terraform/emulators";
import { Progress } from "../terraform/progress";
import { NAMESPACES, whyNot } from "./requirements";

const HELP = `usage: npm run test:inside -- [--keep] [--without-provider]

Starts a real Vault on a loopback interface of its own, lays the foundation that a first boot lays, applies the stack of
what is inside Vault twice, and looks at what Vault then does and refuses. Linux.

  --without-provider  send the resources to Vault's API, even where Terraform and the provider are found
  --keep              keep the folder with logs (it is kept after a failure in any case)
  --help              this text

TERRAFORM_PLUGIN_MIRROR   folder of Terraform providers; with hashicorp/vault 5.6 in it, Terraform applies
`;

/** Checks that are counted as skipped where nothing can run. */
const CHECKS = 43;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      keep: { type: "boolean" },
      "without-provider": { type: "boolean" },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = new Progress();
  const reason = await whyNot();
  if (reason !== undefined) {
    progress.note(`no Vault runs here: ${reason}`);
    progress.skip(CHECKS);
    progress.finish();
    return 0;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "inside-"));
  // What comes from registries comes now: from the world no way leads out.
  await installEmulators(folder, progress);
  const { file } = await buildServer((text) => progress.note(text));
  const child = spawn(
    "unshare",
    [
      ...NAMESPACES,
      "sh",
      path.join(ROOT, "test/inside/world/world.sh"),
      folder,
      process.execPath,
      path.join(__dirname, "within.js"),
      folder,
      file,
      values["without-provider"] === true ? "adapter" : "any",
    ],
    { stdio: "inherit" },
  );
  // The world ends with its first process: nothing that was started in it is left.
  const code = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (status) => resolve(status ?? 1));
  });
  if (code === 0 && values.keep !== true) rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`logs: ${folder}\n`);
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
