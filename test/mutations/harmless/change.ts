import type { Construct } from "constructs";
import type { ProductionSettings } from "../../../examples/production/stack";
import type { HardenedVaultProps, IVaultNetwork } from "../../../lib";
import { Draft } from "../../checks/support/draft";
import type { ExampleName } from "../../checks/support/example-name";
import { Production } from "../../checks/support/production";
import type { Harmless } from "../run";

/** A change of what was written. */
export function edited(
  name: string,
  edit: (draft: Draft) => unknown,
  from: ExampleName = "production",
): Harmless {
  return {
    name,
    evidence: () => {
      const draft = new Draft(from);
      edit(draft);
      return draft.evidence();
    },
  };
}

/** A change of what the constructs are given, or of the constructs themselves. */
export function constructed(
  name: string,
  {
    props,
    settings,
    network,
    change,
    ...rest
  }: {
    /** @default - those of the example */
    readonly props?: Partial<HardenedVaultProps>;
    readonly settings?: Partial<ProductionSettings>;
    /** Made in the stack. @default - the cluster's own */
    readonly network?: (stack: Construct) => IVaultNetwork;
    /** Done to the constructs before they are read. @default - nothing */
    readonly change?: (production: Production) => unknown;
    readonly profile?: Harmless["profile"];
  },
): Harmless {
  return {
    name,
    ...rest,
    evidence: () => {
      const production = new Production(props, settings, network);
      change?.(production);
      return production.evidence();
    },
  };
}
