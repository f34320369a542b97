import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { App, type TerraformStack } from "cdktf";

/** What Terraform keeps in the folder of a stack, and no synthesis writes. */
const OF_TERRAFORM = /^(\.terraform.*|.*\.tfstate(\..*)?)$/;

/** Removes what an earlier synthesis left of a stack: it would be deployed in the place of one that is refused. */
export function removeWritten(stack: TerraformStack): void {
  const { manifest, outdir } = App.of(stack);
  const folder = path.join(outdir, manifest.forStack(stack).workingDirectory);
  if (!existsSync(folder)) return;
  const written = readdirSync(folder).filter((name) => !OF_TERRAFORM.test(name));
  for (const name of written) rmSync(path.join(folder, name), { recursive: true, force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
