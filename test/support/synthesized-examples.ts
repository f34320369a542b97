import { readFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import minimal from "../../examples/minimal/settings.json";
import { MinimalStack } from "../../examples/minimal/stack";
import production from "../../examples/production/settings.json";
import { ProductionStack } from "../../examples/production/stack";
import { type HardenedVaultProps, VaultRelease } from "../../lib";

type Make = (app: App, release: VaultRelease, more: Partial<HardenedVaultProps>) => void;

/** The examples by name, with the settings that they are shown with. */
const MAKE: Readonly<Record<ExampleName, Make>> = {
  minimal: (app, release, more) => new MinimalStack(app, "minimal", minimal, release, more),
  production: (app, release, more) => new ProductionStack(app, "production", production, release, more),
};

/** Names of the examples. */
export const EXAMPLES = ["minimal", "production"] as const;

/** One of them. */
export type ExampleName = (typeof EXAMPLES)[number];

/**
 * Synthesizes an example.
 *
 * @returns the folder of its one stack
 */
export function synthesizeExample(
  name: ExampleName,
  outdir: string,
  more: Partial<HardenedVaultProps> = {},
): string {
  const app = new App({ outdir });
  const release = VaultRelease.fromFile(path.join(__dirname, "../../examples", name, "vault-release.json"));
  MAKE[name](app, release, more);
  app.synth();
  return path.join(outdir, "stacks", name);
}

/** A synthesized stack as Terraform reads it. */
export function readStack(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8"));
}
