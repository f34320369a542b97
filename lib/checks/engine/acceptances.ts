import { type Attestation, attestationProblems } from "./attestation";
import { type NamedRelaxation, relaxationProblems } from "./named-relaxation";
import type { Observation } from "./observation";
import { isForbidden, LONGEST_WAIVER_DAYS, type OrganisationPolicy } from "./organisation-policy";
import type { Result } from "./result";
import type { Rule, Subject } from "./rule";
import type { Severity } from "./verdict";
import {
  covers,
  daysLeft,
  fitsGlob,
  isNarrowed,
  WAIVER_NOTICE_DAYS,
  type Waiver,
  waiverProblems,
} from "./waiver";

/** Why a failure is accepted. */
export type Accepted = NonNullable<Result["waived"]>;

/** Rule ids of findings about waivers, attestations and relaxations themselves. */
const WAIVER = "WAIVER";
const ATTESTATION = "ATTESTATION";
const RELAXATION = "RELAXATION";

/** Something that accepts failures, and why it does not. */
interface Looked<T> {
  readonly given: T;
  readonly problems: readonly string[];
}

/** What of the failures is accepted, and what is wrong with the acceptances themselves. */
export class Acceptances {
  private readonly rules: readonly Rule[];
  private readonly now: Date;
  private readonly policy: OrganisationPolicy;
  private readonly relaxations: readonly Looked<NamedRelaxation>[];
  private readonly attestations: readonly Attestation[];
  private readonly waivers: readonly Looked<Waiver>[];
  /** Addresses that waivers were needed for; those that `count` or `for_each` makes of one are one. */
  private readonly used = new Map<Waiver, Set<string>>();
  private readonly relaxed = new Set<NamedRelaxation>();

  public constructor(options: {
    readonly rules: readonly Rule[];
    readonly now: Date;
    readonly waivers?: readonly Waiver[];
    readonly relaxations?: readonly NamedRelaxation[];
    readonly attestations?: readonly Attestation[];
    readonly policy?: OrganisationPolicy;
  }) {
    this.rules = options.rules;
    this.now = options.now;
    this.policy = options.policy ?? {};
    this.relaxations = (options.relaxations ?? []).map((given) => ({
      given,
      problems: relaxationProblems(given, options.rules),
    }));
    this.attestations = options.attestations ?? [];
    this.waivers = (options.waivers ?? []).map((given) => ({ given, problems: this.problemsOf(given) }));
  }

  /** Who accepts a failure; nobody, as a rule. */
  public of(rule: Rule, subject: Subject, observation: Observation): Accepted | undefined {
    const isError = (observation.severity ?? rule.severity) === "error";
    if (rule.waivable === "warnings" && isError) return undefined;
    const path = subject.constructPath ?? "";
    for (const { given: waiver, problems } of this.waivers) {
      const applies =
        waiver.rule === rule.id &&
        covers(waiver, { address: subject.address, path }) &&
        fitsGlob(waiver.finding ?? "*", observation.actual);
      if (!applies) continue;
      const used = this.used.get(waiver) ?? new Set();
      this.used.set(waiver, used.add(withoutIndex(subject.address)));
      if (problems.length > 0) continue;
      return { reason: waiver.reason, approvedBy: waiver.approvedBy, expires: waiver.expires };
    }
    if (rule.waivable === false || isForbidden(rule.id, this.policy)) return undefined;
    const relaxation = this.relaxations.find(
      ({ given: { rules, scope, finding = "*" }, problems }) =>
        problems.length === 0 &&
        rules.includes(rule.id) &&
        (path === scope || path.startsWith(`${scope}/`)) &&
        fitsGlob(finding, observation.actual),
    )?.given;
    if (relaxation === undefined) return undefined;
    this.relaxed.add(relaxation);
    return { reason: relaxation.reason, approvedBy: relaxation.name };
  }

  /** Waivers that speak of something that fails, valid or not. */
  public get usedWaivers(): readonly Waiver[] {
    return [...this.used.keys()];
  }

  /** Relaxations that something was accepted for. */
  public get usedRelaxations(): readonly NamedRelaxation[] {
    return [...this.relaxed];
  }

  /** What is wrong with waivers, attestations and relaxations; asked when all rules have spoken. */
  public findings(): readonly Result[] {
    return [
      ...this.waivers.flatMap(({ given, problems }) => this.findingsOf(given, problems)),
      ...this.attestations.flatMap((attestation) => this.findingsOfAttestation(attestation)),
      ...this.relaxations.flatMap(findingsOfRelaxation),
    ];
  }

  private problemsOf(waiver: Waiver): readonly string[] {
    const problems = waiverProblems(waiver, this.rules, this.policy);
    const left = daysLeft(waiver.expires, this.now);
    const longest = this.policy.longestWaiverDays ?? LONGEST_WAIVER_DAYS;
    return [
      ...problems,
      ...(left < 0 ? [`it expired ${-left} days ago`] : []),
      ...(left > longest ? [`it lasts ${left} days, more than ${longest}`] : []),
    ];
  }

  private findingsOf(waiver: Waiver, problems: readonly string[]): readonly Result[] {
    const about = (severity: Severity, reason: string, remediation: string): Result => ({
      rule: WAIVER,
      verdict: "fail",
      severity,
      resource: "",
      constructPath: waiver.scope,
      actual: `waiver of ${waiver.rule} for ${waiver.scope}, until ${waiver.expires}, by ${waiver.approvedBy}`,
      expected: "a waiver that is needed, valid and no wider than it must be",
      reason,
      remediation,
    });
    if (problems.length > 0)
      return problems.map((problem) => about("error", problem, "Mend the waiver or take it out."));
    const covered = this.used.get(waiver)?.size ?? 0;
    const left = daysLeft(waiver.expires, this.now);
    return [
      ...(covered === 0
        ? [about("error", "nothing fails that it would accept", "Take the waiver out.")]
        : []),
      ...(covered > 1 && !isNarrowed(waiver)
        ? [
            about(
              "warning",
              `it covers ${covered} resources of ${isWholeStack(waiver.scope) ? "the whole stack" : waiver.scope}, and each that will be added`,
              "Name the construct of the one that is meant, its address, or the finding.",
            ),
          ]
        : []),
      ...(left <= WAIVER_NOTICE_DAYS
        ? [about("info", `it expires in ${left} days`, "Mend the cause, or have it approved anew.")]
        : []),
    ];
  }

  private findingsOfAttestation(attestation: Attestation): readonly Result[] {
    const { rule, statement, attestedBy, date } = attestation;
    const known = this.rules.find(({ id }) => id === rule);
    const problems = attestationProblems(attestation, known, this.now);
    return problems.map((reason) => ({
      rule: ATTESTATION,
      verdict: "fail",
      severity: "error",
      resource: "",
      constructPath: "",
      actual: `attestation of ${rule} by ${attestedBy}, ${date}: ${statement}`,
      expected: known?.attestable?.statement ?? "a rule that asks for an attestation",
      reason,
      remediation: "Attest it anew, or take the attestation out.",
    }));
  }
}

function findingsOfRelaxation({ given, problems }: Looked<NamedRelaxation>): readonly Result[] {
  return problems.map((reason) => ({
    rule: RELAXATION,
    verdict: "fail",
    severity: "error",
    resource: "",
    constructPath: given.scope,
    actual: `relaxation ${given.name} of ${given.rules.join(", ")} for ${given.scope}`,
    expected: "a relaxation as the code names it, with its reason",
    reason,
    remediation: "Synthesize the stack anew from its code.",
  }));
}

function isWholeStack(scope: string): boolean {
  return !scope.includes("/") && !scope.startsWith("module.");
}

function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}
