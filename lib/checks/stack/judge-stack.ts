import { Annotations, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Judgement, judge } from "../engine/judge";
import { stops } from "../engine/profile";
import type { Result } from "../engine/result";
import { evidenceOfStack, leftOn } from "./evidence-of-stack";
import type { Hardening } from "./hardening";
import { hardeningState } from "./hardening-state";
import { judgesOf } from "./judges";
import { removeWritten } from "./remove-written";

/**
 * Judges a stack as it will be written.
 *
 * @returns what stops it, a text for each finding; nothing where it passes
 */
export function judgeStack(stack: TerraformStack): string[] {
  removeWritten(stack);
  const state = hardeningState(stack);
  const { attached } = state;
  const asked = [...state.visitors].filter((visitor) =>
    attached.every(({ hardening }) => hardening !== visitor),
  );
  const judges = state.visitors.size === 0 ? [] : judgesOf(attached, asked);
  // Files that cannot be rendered say so themselves, and not from within the framework.
  for (const { files } of leftOn(stack).hosts ?? []) files();
  const configuration = stack.toTerraform();
  const { evidence, relaxations } = evidenceOfStack(stack, configuration);
  const judgements = judges.map((hardening) =>
    judgeBy(hardening, { evidence, relaxations, waivers: state.waivers }),
  );
  state.visitors.clear();
  const stopping = [
    ...silence(judgements, attached.length > 0),
    ...judgements.flatMap((judgement) => judgement.stopping.map((result) => describe(result, judgement))),
  ];
  if (stopping.length > 0) return stopping;
  for (const judgement of judgements) mention(stack, judgement);
  writeWhatWasJudged(stack, configuration);
  state.hasPassed = true;
  [state.judgedBy] = judges;
  return [];
}

/** Where nobody judged, or nothing was said of a cluster that is there, silence is a failure. */
function silence(judgements: readonly Judgement[], isVaultThere: boolean): readonly string[] {
  if (judgements.length === 0) return [NOT_VISITED];
  const isSilent = judgements.some(({ results }) =>
    results.every(({ verdict }) => verdict === "not-applicable"),
  );
  return isVaultThere && isSilent ? [NOTHING_SAID] : [];
}

function judgeBy(
  { profile, rules, attestations, policy, clock }: Hardening,
  { evidence, ...rest }: ReturnType<typeof evidenceOfStack> & Pick<Parameters<typeof judge>[1], "waivers">,
): Judgement {
  return judge(evidence, { profile, rules, attestations, policy, now: clock(), ...rest });
}

/** How stacks rendered themselves before they were judged. */
const RENDERED_BY = new WeakMap<TerraformStack, PropertyDescriptor | undefined>();

/** Rendering it again could give something else; so the synthesizer gets what was judged, until the next synthesis. */
function writeWhatWasJudged(stack: TerraformStack, configuration: object): void {
  RENDERED_BY.set(stack, Object.getOwnPropertyDescriptor(stack, "toTerraform"));
  Object.defineProperty(stack, "toTerraform", {
    configurable: true,
    writable: true,
    value: () => configuration,
  });
}

/** Lets a stack be rendered anew. */
export function forgetWhatWasJudged(stack: TerraformStack): void {
  if (!RENDERED_BY.has(stack)) return;
  const before = RENDERED_BY.get(stack);
  RENDERED_BY.delete(stack);
  if (before === undefined) Reflect.deleteProperty(stack, "toTerraform");
  else Object.defineProperty(stack, "toTerraform", before);
}

/** What does not stop the deployment is shown by the CLI, once, at its construct. */
function mention(stack: TerraformStack, { results, profile }: Judgement): void {
  const found = results.filter(
    (result) => (result.verdict === "fail" || result.verdict === "unknown") && !stops(profile, result),
  );
  for (const result of found) {
    const construct = constructAt(stack, result.constructPath);
    const text = line(result);
    if (construct.node.metadata.some(({ data }) => data === text)) continue;
    const isQuiet = result.verdict === "unknown" || result.waived !== undefined || result.severity === "info";
    if (isQuiet) Annotations.of(construct).addInfo(text);
    else Annotations.of(construct).addWarning(text);
  }
}

/** The construct at a path from the root; the stack where there is none. */
function constructAt(stack: TerraformStack, constructPath: string): IConstruct {
  let construct: IConstruct | undefined = stack.node.root;
  for (const id of constructPath.split("/")) construct = construct?.node.tryFindChild(id);
  return construct ?? stack;
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

function line({ rule, verdict, constructPath, resource, actual, expected, reason, waived }: Result): string {
  const accepted = waived === undefined ? "" : `, accepted by ${waived.approvedBy}: ${waived.reason}`;
  const said = verdict === "unknown" ? reason : actual;
  return `${rule} ${constructPath || resource}: ${said}; expected: ${expected}${accepted}`;
}

/** Said where no aspect came by. */
export const NOT_VISITED = [
  "the stack was not judged: no aspect visited it [HARDENING_SKIPPED]",
  "    expected: one copy of cdktf, the one that makes the App",
  "    repair:   npm ls cdktf; then deduplicate it (npm dedupe, or overrides in package.json)",
].join("\n");

const NOTHING_SAID = [
  "the stack was not judged: no rule had anything to say of its cluster [HARDENING_SKIPPED]",
  "    expected: nodes that are known by their launch template and their files",
  "    repair:   take out what removes them, such as an override of the launch template's address",
].join("\n");
