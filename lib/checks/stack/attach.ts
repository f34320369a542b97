import { Aspects, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { hardeningState } from "./hardening-state";
import { NOT_VISITED } from "./judge-stack";
import { removeWritten } from "./remove-written";
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
  const isFirst = state.attached.length === 0;
  if (!isFirst && Object.values(props).every((value) => value === undefined)) return;
  const hardening = new VaultHardening(props);
  state.attached.push({ hardening, isProfileChosen: props.profile !== undefined });
  if (!isFirst) return;
  Aspects.of(stack).add(hardening);
  stack.node.addValidation({
    validate: () => {
      if (state.isValidated) return [];
      removeWritten(stack);
      return [NOT_VISITED];
    },
  });
}
