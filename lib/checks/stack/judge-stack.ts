import { rmSync } from "node:fs";
import * as path from "node:path";
import { Annotations, App, type TerraformStack } from "cdktf";
import { type Judgement, judge } from "../engine/judge";
import { stops } from "../engine/profile";
import type { Result } from "../engine/result";
import { evidenceOfStack } from "./evidence-of-stack";
import type { Hardening } from "./hardening";
import { hardeningState } from "./hardening-state";

/**
 * Judges a stack as it will be written.
 *
 * @returns what stops it, a text for each finding; nothing where it passes
 */
export function judgeStack(stack: TerraformStack): string[] {
  const state = hardeningState(stack);
  const configuration = stack.toTerraform();
  const { evidence, relaxations } = evidenceOfStack(stack, configuration);
  // Whoever asks for something takes the place of what is attached by itself.
  const asked = [...state.visitors].filter((visitor) => visitor !== state.attached);
  const judges = asked.length > 0 ? asked : [...state.visitors];
  const judgements = judges.map((hardening) =>
    judgeBy(hardening, { evidence, relaxations, waivers: state.waivers }),
  );
  state.visitors.clear();
  const stopping = judgements.flatMap((judgement) =>
    judgement.stopping.map((result) => describe(result, judgement)),
  );
  if (stopping.length > 0) {
    removeWritten(stack);
    return stopping;
  }
  for (const judgement of judgements) mention(stack, judgement);
  writeWhatWasJudged(stack, configuration);
  state.hasPassed = true;
  [state.judgedBy] = judges;
  return [];
}

function judgeBy(
  { profile, rules, attestations, policy, clock }: Hardening,
  { evidence, ...rest }: ReturnType<typeof evidenceOfStack> & Pick<Parameters<typeof judge>[1], "waivers">,
): Judgement {
  return judge(evidence, { profile, rules, attestations, policy, now: clock(), ...rest });
}

/** Rendering it again could give something else; so the synthesizer, which asks once, gets what was judged. */
function writeWhatWasJudged(stack: TerraformStack, configuration: object): void {
  Object.defineProperty(stack, "toTerraform", {
    configurable: true,
    writable: true,
    value: () => {
      Reflect.deleteProperty(stack, "toTerraform");
      return configuration;
    },
  });
}

/** What an earlier synthesis left would be deployed instead. */
function removeWritten(stack: TerraformStack): void {
  const { manifest, outdir } = App.of(stack);
  const { workingDirectory } = manifest.forStack(stack);
  rmSync(path.join(outdir, workingDirectory), { recursive: true, force: true });
}

/** What does not stop the deployment is shown by the CLI. */
function mention(stack: TerraformStack, { results, profile }: Judgement): void {
  for (const result of results) {
    if (result.waived !== undefined || stops(profile, result)) continue;
    if (result.verdict === "fail" && result.severity !== "info")
      Annotations.of(stack).addWarning(line(result));
  }
}

function describe(result: Result, { profile }: Judgement): string {
  const where = [result.constructPath, result.resource].filter((text) => text !== "").join(", ");
  return [
    `${result.rule} ${result.verdict} (${profile.name}) ${where}${result.source === undefined ? "" : `, made by ${result.source}`}`,
    `    ${result.reason}`,
    ...(result.actual === "" ? [] : [`    got:      ${result.actual}`]),
    ...(result.expected === "" ? [] : [`    expected: ${result.expected}`]),
    `    repair:   ${result.remediation}`,
  ].join("\n");
}

function line({ rule, constructPath, resource, actual, expected }: Result): string {
  return `${rule} ${constructPath || resource}: ${actual}; expected: ${expected}`;
}
