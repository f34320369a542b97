import type { TerraformStack } from "cdktf";
import { StackFiles } from "../../aws/stack-files";
import { HARDENING_FILE, type HardeningFile } from "../adapters/hardening-file";
import { RULES } from "../rules/catalogue";
import { leftOn } from "./evidence-of-stack";
import { hardeningState } from "./hardening-state";

/**
 * Has what was accepted, attested and relaxed written beside the stack, so that whoever judges the written stack knows it
 * as well.
 */
export function writeHardeningFile(stack: TerraformStack): void {
  StackFiles.of(stack).add(HARDENING_FILE, () => {
    const { waivers, judgedBy: hardening } = hardeningState(stack);
    const { relaxations = [], sources = new Map() } = leftOn(stack);
    const file: HardeningFile = {
      schemaVersion: 1,
      profile: hardening?.profile.name ?? "",
      waivers,
      attestations: hardening?.attestations ?? [],
      relaxations,
      policy: hardening?.policy ?? {},
      ownRules: (hardening?.rules ?? []).filter((rule) => !RULES.includes(rule)).map(({ id }) => id),
      sources: Object.fromEntries(sources),
    };
    return `${JSON.stringify(file, null, 2)}\n`;
  });
}
