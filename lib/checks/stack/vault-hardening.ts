import { App, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { nearest } from "../../core/nearest";
import type { Attestation } from "../engine/attestation";
import { type OrganisationPolicy, policyProblems } from "../engine/organisation-policy";
import { clashing, type Pack } from "../engine/pack";
import type { Profile } from "../engine/profile";
import type { Rule } from "../engine/rule";
import { DEFAULT_PROFILE, PROFILES, profileNamed } from "../profiles/profiles";
import { RULES } from "../rules/catalogue";
import { RESERVED } from "../rules/reserved";
import { type Hardening, MACHINE_CLOCK } from "./hardening";
import { writeHardeningFile } from "./hardening-file";
import { hardeningState } from "./hardening-state";
import { forgetWhatWasJudged, judgeStack } from "./judge-stack";
import { removeWritten } from "./remove-written";

/** How a stack is judged. */
export interface VaultHardeningProps {
  /** `advisory`, `standard`, `strict`, `pci`, or one of your own. @default "standard" */
  readonly profile?: Profile | string;
  /** Rules of your own, beside those of the library. @default - none */
  readonly rules?: readonly Rule[];
  /** Packs of rules, beside those of the library. @default - none */
  readonly packs?: readonly Pack[];
  /** What no synthesis can see, said by somebody on a day. @default - none */
  readonly attestations?: readonly Attestation[];
  /** What nobody in the organisation may waive. @default - what the library forbids */
  readonly policy?: OrganisationPolicy;
  /** Now. @default - the clock of this machine */
  readonly clock?: () => Date;
}

/**
 * Judges the final configuration of a stack and the files of its nodes in every synthesis. A stack that fails is not
 * written: `Aspects.of(stack).add(new VaultHardening({ profile: "strict" }))`.
 *
 * A `HardenedVault` has its stack judged by itself. An aspect that is added takes the place of its default profile; it
 * weakens nothing that was asked for: of several profiles the strictest holds, and what any policy forbids is forbidden.
 */
export class VaultHardening implements IAspect, Hardening {
  public readonly profile: Profile;
  public readonly rules: readonly Rule[];
  public readonly attestations: readonly Attestation[];
  public readonly policy: OrganisationPolicy;
  public readonly clock: () => Date;

  /** @throws SETTING_INVALID when there is no such profile, two rules have one id, or the policy names no rule */
  public constructor(props: VaultHardeningProps = {}) {
    this.profile = profileOf(props.profile ?? DEFAULT_PROFILE);
    this.rules = withOwn([...(props.packs ?? []).flatMap((pack) => pack.rules), ...(props.rules ?? [])]);
    this.attestations = props.attestations ?? [];
    this.policy = requirePolicy(props.policy ?? {}, this.rules);
    this.clock = props.clock ?? MACHINE_CLOCK;
  }

  /** Called by the framework for each construct. */
  public visit(node: IConstruct): void {
    const stack = TerraformStack.of(node);
    const state = hardeningState(stack);
    if (state.visitors.has(this)) return;
    refuseSilence(stack);
    forgetWhatWasJudged(stack);
    state.visitors.add(this);
    state.hasPassed = false;
    if (state.isValidated) return;
    state.isValidated = true;
    stack.node.addValidation({ validate: () => judgeStack(stack) });
    writeHardeningFile(stack);
  }
}

/** Validation is where a stack is judged; without it nothing would be. An aspect that throws cannot be switched off. */
function refuseSilence(stack: TerraformStack): void {
  const app = App.of(stack);
  const refused = (got: string, repair: string) => {
    removeWritten(stack);
    return new HardenedVaultError(
      {
        code: "HARDENING_SKIPPED",
        message: "the stack would be written without being judged",
        got,
        expected: "a synthesis that validates what it writes",
        repair,
      },
      stack,
    );
  };
  if (app.skipValidation === true)
    throw refused("skipValidation: true", "take skipValidation out of the App");
  if (process.env.SYNTH_HCL_OUTPUT === "true") {
    throw refused("output as HCL", "synthesize to JSON, which is what is judged: cdktf synth without --hcl");
  }
}

function profileOf(given: Profile | string): Profile {
  if (typeof given !== "string") return given;
  const known = profileNamed(given);
  if (known !== undefined) return known;
  const names = PROFILES.map(({ name }) => name);
  const meant = nearest(given, names);
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: "there is no such profile",
    got: given,
    expected: names.join(", "),
    repair:
      meant === undefined ? "choose one of them, or give a Profile of your own" : `did you mean ${meant}?`,
  });
}

function withOwn(own: readonly Rule[]): readonly Rule[] {
  const all = [...new Set([...RULES, ...own])];
  const twice = clashing(all);
  if (twice === undefined) return all;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: "two rules have one id",
    got: twice,
    expected: "an id of its own for each rule; an id is never used for something else",
    repair: "give your rule a prefix of your own, such as ACME-1",
  });
}

function requirePolicy(policy: OrganisationPolicy, rules: readonly Rule[]): OrganisationPolicy {
  const problems = policyProblems(
    policy,
    [...rules, ...RESERVED].map(({ id }) => id),
  );
  if (problems.length === 0) return policy;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the policy of the organisation is not valid: ${problems.join("; ")}`,
    got: policy,
    expected: "ids or families of rules, 1 to 365 days, and who may approve",
    repair: "mend the policy: what it does not name right it does not forbid",
  });
}
