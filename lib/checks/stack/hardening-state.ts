import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Waiver } from "../engine/waiver";
import type { Hardening } from "./hardening";
import type { Attached } from "./judges";

/** What is known of the judging of a stack. */
export interface HardeningState {
  /** What constructs ask for that must not go unjudged. The first of them visits the stack for all. */
  readonly attached: Attached[];
  /** Who visited the stack in this synthesis. */
  readonly visitors: Set<Hardening>;
  /** Whether a validation was added; once is enough for all synthesises. */
  isValidated: boolean;
  /** Whether the stack passed in this synthesis. */
  hasPassed: boolean;
  /** Who judged in this synthesis; the first, where profiles of somebody's own judged beside others. */
  judgedBy: Hardening | undefined;
  readonly waivers: Waiver[];
}

const STATE = Symbol.for("cdktf-hardened-vault.hardening");

/** The state of the stack that a construct is in. */
export function hardeningState(scope: IConstruct): HardeningState {
  const stack = TerraformStack.of(scope) as TerraformStack & { [STATE]?: HardeningState };
  stack[STATE] ??= {
    attached: [],
    visitors: new Set(),
    isValidated: false,
    hasPassed: false,
    judgedBy: undefined,
    waivers: [],
  };
  return stack[STATE];
}
