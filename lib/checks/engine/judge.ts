import type { Evidence } from "../evidence/evidence";
import { Acceptances, type Accepted } from "./acceptances";
import type { Attestation } from "./attestation";
import { attested } from "./attested";
import { forgottenBy } from "./claims";
import type { NamedRelaxation } from "./named-relaxation";
import type { Observation } from "./observation";
import type { OrganisationPolicy } from "./organisation-policy";
import type { Profile } from "./profile";
import { stops } from "./profile";
import type { Result } from "./result";
import type { Rule, RuleContext, Subject } from "./rule";
import { heaviest, type Verdict } from "./verdict";
import type { Waiver } from "./waiver";

/** How evidence is judged. */
export interface JudgeOptions {
  readonly rules: readonly Rule[];
  readonly profile: Profile;
  readonly now: Date;
  /** @default - none */
  readonly waivers?: readonly Waiver[];
  /** @default - none */
  readonly relaxations?: readonly NamedRelaxation[];
  /** @default - none */
  readonly attestations?: readonly Attestation[];
  /** @default - forbids nothing more */
  readonly policy?: OrganisationPolicy;
}

/** What was said of a stack. */
export interface Judgement {
  /** Name of the stack. */
  readonly stack: string;
  readonly profile: Profile;
  readonly results: readonly Result[];
  /** The results that stop the deployment. */
  readonly stopping: readonly Result[];
  /** Files that are no longer what was recorded of them. */
  readonly integrity: readonly string[];
  readonly relaxations: readonly NamedRelaxation[];
  readonly attestations: readonly Attestation[];
  /** Waivers that speak of something that fails, valid or not. */
  readonly usedWaivers: readonly Waiver[];
  /** Relaxations that something was accepted for. */
  readonly usedRelaxations: readonly NamedRelaxation[];
}

/** Judges evidence: every rule, every resource that it speaks of. A rule that throws is an error of its own. */
export function judge(evidence: Evidence, options: JudgeOptions): Judgement {
  const { rules, profile, now } = options;
  const context: RuleContext = { evidence, limits: profile.limits, now };
  const acceptances = new Acceptances(options);
  const results = rules.flatMap((rule) => judgeRule(rule, context, acceptances, options));
  const all = [...results, ...acceptances.findings()];
  return {
    stack: evidence.name,
    profile,
    results: all,
    stopping: all.filter((result) => stops(profile, result)),
    integrity: evidence.integrity,
    relaxations: options.relaxations ?? [],
    attestations: options.attestations ?? [],
    usedWaivers: acceptances.usedWaivers,
    usedRelaxations: acceptances.usedRelaxations,
  };
}

function judgeRule(
  rule: Rule,
  context: RuleContext,
  acceptances: Acceptances,
  options: JudgeOptions,
): readonly Result[] {
  const nowhere: Subject = { address: "" };
  let subjects: readonly Subject[];
  try {
    subjects = rule.subjects(context);
  } catch (error) {
    return [broken(rule, nowhere, error)];
  }
  const forgotten = forgottenBy(rule, subjects, context);
  const silent = forgotten === undefined ? [] : [broken(rule, nowhere, forgotten)];
  if (subjects.length === 0 && silent.length === 0) {
    return [resultOf(rule, nowhere, context, "not-applicable", [], rule.notApplicable)];
  }
  const judged = together(subjects).map((same) => {
    const [subject] = same;
    try {
      const seen = same.flatMap((one) => rule.check(one as never, context));
      const observations = attested(rule, seen, options);
      if (observations.length === 0) return broken(rule, subject, "the rule said nothing");
      return combine(rule, subject, context, observations, acceptances);
    } catch (error) {
      return broken(rule, subject, error);
    }
  });
  return [...judged, ...silent];
}

/** Subjects by their address: what stands for one resource in several versions gets one result, the worst. */
function together(subjects: readonly Subject[]): readonly (readonly [Subject, ...Subject[]])[] {
  const byAddress = new Map<string, [Subject, ...Subject[]]>();
  for (const subject of subjects) {
    const same = byAddress.get(subject.address);
    if (same === undefined) byAddress.set(subject.address, [subject]);
    else same.push(subject);
  }
  return [...byAddress.values()];
}

/** The worst of what was seen decides; what is accepted decides nothing. */
function combine(
  rule: Rule,
  subject: Subject,
  context: RuleContext,
  observations: readonly Observation[],
  acceptances: Acceptances,
): Result {
  const seen = new Set(observations.map((observation) => observation.verdict));
  const verdict = (["fail", "unknown", "pass", "not-applicable"] as const).find((one) => seen.has(one));
  const deciding =
    seen.size === 1 ? observations : observations.filter((observation) => observation.verdict === verdict);
  if (verdict === "fail" || verdict === "unknown") {
    const accepted = deciding.map((one) => acceptances.of(rule, subject, one));
    const open = deciding.filter((_, index) => accepted[index] === undefined);
    if (open.length > 0) return resultOf(rule, subject, context, verdict, open);
    return { ...resultOf(rule, subject, context, verdict, deciding), waived: merge(accepted) };
  }
  return resultOf(rule, subject, context, verdict as Verdict, deciding);
}

function resultOf(
  rule: Rule,
  subject: Subject,
  { evidence }: RuleContext,
  verdict: Verdict,
  observations: readonly Observation[],
  reason?: string,
): Result {
  const join = (key: "actual" | "expected" | "reason") => {
    const texts = new Set<string>();
    for (const { [key]: text } of observations) if (text !== undefined && text !== "") texts.add(text);
    return [...texts].join("; ");
  };
  const failed = verdict === "fail" || verdict === "unknown";
  const constructPath = subject.constructPath ?? "";
  const source = sourceOf(evidence, constructPath);
  return {
    rule: rule.id,
    verdict,
    severity:
      (failed ? heaviest(observations.map(({ severity }) => severity ?? rule.severity)) : undefined) ??
      rule.severity,
    resource: subject.address,
    constructPath,
    ...(source === undefined ? {} : { source }),
    actual: join("actual"),
    expected: join("expected"),
    reason: reason ?? (join("reason") || (failed ? rule.rationale : rule.title)),
    remediation: failed ? rule.remediation : "",
  };
}

/** The line that made the nearest construct above of which one is known. */
function sourceOf({ sources }: Evidence, constructPath: string): string | undefined {
  for (let path = constructPath; path !== ""; path = path.slice(0, Math.max(path.lastIndexOf("/"), 0))) {
    const source = sources.get(path);
    if (source !== undefined) return source;
  }
  return undefined;
}

function broken(rule: Rule, { address, constructPath }: Subject, error: unknown): Result {
  const reason = error instanceof Error ? `the rule failed: ${error.message}` : String(error);
  return {
    rule: rule.id,
    verdict: "error",
    severity: "error",
    resource: address,
    constructPath: constructPath ?? "",
    actual: "",
    expected: "",
    reason,
    remediation: "This is a defect of the rule, not of the stack. Report it with the stack's cdk.tf.json.",
  };
}

function merge(accepted: readonly (Accepted | undefined)[]): Accepted | undefined {
  const known = accepted.filter((one) => one !== undefined);
  const join = (texts: readonly string[]) => [...new Set(texts)].join("; ");
  const ends = known.map(({ expires }) => expires).filter((day) => day !== undefined);
  return {
    reason: join(known.map(({ reason }) => reason)),
    approvedBy: join(known.map(({ approvedBy }) => approvedBy)),
    ...(ends.length === 0 ? {} : { expires: ends.sort()[0] }),
  };
}
