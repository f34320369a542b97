import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Waiver } from "../engine/waiver";
import type { Hardening } from "./hardening";

/** What is known of the judging of a stack. */
export interface HardeningState {
  /** Who judges by default, put there by a construct that must not go unjudged. */
  attached: Hardening | undefined;
  /** Who visited the stack in this synthesis. */
  readonly visitors: Set<Hardening>;
  /** Whether a validation was added; once is enough for all synthesises. */
  isValidated: boolean;
  /** Whether the stack passed in this synthesis. */
  hasPassed: boolean;
  /** Who judged in this synthesis. */
  judgedBy: Hardening | undefined;
  readonly waivers: Waiver[];
}

const STATE = Symbol.for("cdktf-hardened-vault.hardening");

/** The state of the stack that a construct is in. */
export function hardeningState(scope: IConstruct): HardeningState {
  const stack = TerraformStack.of(scope) as TerraformStack & { [STATE]?: HardeningState };
  stack[STATE] ??= {
    attached: undefined,
    visitors: new Set(),
    isValidated: false,
    hasPassed: false,
    judgedBy: undefined,
    waivers: [],
  };
  return stack[STATE];
}
