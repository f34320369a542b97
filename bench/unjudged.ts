import type { TerraformStack } from "cdktf";
import type { HardeningState } from "../lib/checks/stack/hardening-state";

/** Argument that asks a program for stacks that nobody judges. */
export const UNJUDGED = "--unjudged";

/**
 * Lets stacks of a class pass unjudged where the program is asked to, to measure what judging costs: each of them believes
 * that somebody is attached already and has judged it. Everything else is done as ever.
 */
export function unjudgedIfAsked(stackClass: { readonly prototype: TerraformStack }): void {
  if (!process.argv.includes(UNJUDGED)) return;
  const state = {
    attached: {},
    visitors: new Set(),
    isValidated: true,
    hasPassed: true,
    judgedBy: undefined,
    waivers: [],
  } as unknown as HardeningState;
  Object.defineProperty(stackClass.prototype, Symbol.for("cdktf-hardened-vault.hardening"), { value: state });
}
