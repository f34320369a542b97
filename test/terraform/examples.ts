import { App } from "cdktf";
import minimal from "../../examples/minimal/settings.json";
import { MinimalStack } from "../../examples/minimal/stack";
import production from "../../examples/production/settings.json";
import { ProductionStack } from "../../examples/production/stack";
import { Duration, type HardenedVaultProps, Protection, type VaultRelease } from "../../lib";
import type { ExampleName } from "../support/synthesized-examples";

/** What the run made in the place of a user. */
export interface Brought {
  readonly certificateAuthorityArn: string;
  readonly certificateSecretArn: string;
  readonly release: VaultRelease;
}

/** How far the life of the cluster has come. */
export type Stage = "initial" | "changed" | "relaxed";

const STAGES: Readonly<Record<Stage, Partial<HardenedVaultProps>>> = {
  initial: {},
  changed: { server: { defaultLeaseTtl: Duration.minutes(30) } },
  relaxed: {
    server: { defaultLeaseTtl: Duration.minutes(30) },
    protection: Protection.relaxed({ reason: "the emulated cluster is destroyed at the end of the run" }),
  },
};

type Make = (app: App, brought: Brought, more: Partial<HardenedVaultProps>) => void;

/** The examples, each from its own stack class with its own settings. */
const MAKE: Readonly<Record<ExampleName, Make>> = {
  minimal: (app, { release, certificateSecretArn }, more) =>
    new MinimalStack(app, "minimal", { ...minimal, certificateSecretArn }, release, more),
  production: (app, { release, certificateAuthorityArn }, more) =>
    new ProductionStack(app, "production", { ...production, certificateAuthorityArn }, release, more),
};

/**
 * Synthesizes a stage of an example.
 *
 * @returns the folder of its stack
 */
export function synthesize(name: ExampleName, stage: Stage, brought: Brought, outdir: string): string {
  const app = new App({ outdir });
  MAKE[name](app, brought, STAGES[stage]);
  app.synth();
  return `${outdir}/stacks/${name}`;
}
