import { Aspects, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { hardeningState } from "./hardening-state";
import { VaultHardening, type VaultHardeningProps } from "./vault-hardening";

/**
 * Has the stack of a construct judged, and refuses a synthesis in which that did not happen.
 *
 * Aspects are skipped in silence where two copies of the framework are loaded. A validation belongs to `constructs`, of
 * which there is one, and sees that.
 */
export function attachHardening(scope: Construct, props: VaultHardeningProps): void {
  const stack = TerraformStack.of(scope);
  const state = hardeningState(stack);
  if (state.attached !== undefined) return;
  const hardening = new VaultHardening(props);
  state.attached = hardening;
  Aspects.of(stack).add(hardening);
  stack.node.addValidation({ validate: () => (state.isValidated ? [] : [NOT_VISITED]) });
}

const NOT_VISITED = [
  "the stack was not judged: no aspect visited it [HARDENING_SKIPPED]",
  "    expected: one copy of cdktf, the one that makes the App",
  "    repair:   npm ls cdktf; then deduplicate it (npm dedupe, or overrides in package.json)",
].join("\n");
