import { App } from "cdktf";
import minimal from "../../examples/minimal/settings.json";
import { MinimalStack } from "../../examples/minimal/stack";
import production from "../../examples/production/settings.json";
import { ProductionStack } from "../../examples/production/stack";
import { Duration, type HardenedVaultProps, Protection, type VaultRelease } from "../../lib";

/** What the run made in the place of a user. */
export interface Brought {
  readonly certificateAuthorityArn: string;
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

/** An example, made from its own stack class with its own settings. */
export interface AppliedExample {
  /** Makes the stack in an app. */
  readonly make: (app: App, brought: Brought, more: Partial<HardenedVaultProps>) => void;
}

/** The examples by name. */
export const EXAMPLES: Readonly<Record<string, AppliedExample>> = {
  minimal: {
    make: (app, { release }, more) => new MinimalStack(app, "minimal", minimal, release, more),
  },
  production: {
    make: (app, { release, certificateAuthorityArn }, more) =>
      new ProductionStack(app, "production", { ...production, certificateAuthorityArn }, release, more),
  },
};

/**
 * Synthesizes a stage of an example.
 *
 * @returns the folder of its stack
 */
export function synthesize(name: string, stage: Stage, brought: Brought, outdir: string): string {
  const app = new App({ outdir });
  const example = EXAMPLES[name];
  if (example === undefined) throw new Error(`no example ${name}`);
  example.make(app, brought, STAGES[stage]);
  app.synth();
  return `${outdir}/stacks/${name}`;
}
