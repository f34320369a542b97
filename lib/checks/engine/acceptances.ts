import type { Attestation } from "./attestation";
import type { NamedRelaxation } from "./named-relaxation";
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

/** Rule id of findings about waivers and attestations themselves. */
const WAIVER = "WAIVER";
const ATTESTATION = "ATTESTATION";

/** What of the failures is accepted, and what is wrong with the acceptances themselves. */
export class Acceptances {
  private readonly rules: readonly Rule[];
  private readonly now: Date;
  private readonly policy: OrganisationPolicy;
  private readonly relaxations: readonly NamedRelaxation[];
  private readonly attestations: readonly Attestation[];
  private readonly waivers: readonly { readonly waiver: Waiver; readonly problems: readonly string[] }[];
  /** Addresses that waivers were needed for; those that `count` or `for_each` makes of one are one. */
  private readonly used = new Map<Waiver, Set<string>>();

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
    this.relaxations = options.relaxations ?? [];
    this.attestations = options.attestations ?? [];
    this.waivers = (options.waivers ?? []).map((waiver) => ({ waiver, problems: this.problemsOf(waiver) }));
  }

  /** Who accepts a failure; nobody, as a rule. */
  public of(rule: Rule, subject: Subject, observation: Observation): Accepted | undefined {
    const isError = (observation.severity ?? rule.severity) === "error";
    if (rule.waivable === "warnings" && isError) return undefined;
    const path = subject.constructPath ?? "";
    for (const { waiver, problems } of this.waivers) {
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
      ({ rules, scope, finding = "*" }) =>
        rules.includes(rule.id) &&
        (path === scope || path.startsWith(`${scope}/`)) &&
        fitsGlob(finding, observation.actual),
    );
    return relaxation === undefined ? undefined : { reason: relaxation.reason, approvedBy: relaxation.name };
  }

  /** Waivers that speak of something that fails, valid or not. */
  public get usedWaivers(): readonly Waiver[] {
    return [...this.used.keys()];
  }

  /** What is wrong with waivers and attestations; asked when all rules have spoken. */
  public findings(): readonly Result[] {
    return [
      ...this.waivers.flatMap(({ waiver, problems }) => this.findingsOf(waiver, problems)),
      ...this.attestations.flatMap((attestation) => this.findingsOfAttestation(attestation)),
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

  private findingsOfAttestation({ rule, statement, attestedBy, date }: Attestation): readonly Result[] {
    const known = this.rules.find(({ id }) => id === rule);
    const age = -daysLeft(date, this.now);
    const problems = [
      ...(known?.attestable === undefined ? [`nothing can be attested for ${rule}`] : []),
      ...(statement.trim().length < 20 ? ["the statement is a sentence of 20 characters or more"] : []),
      ...(attestedBy.trim() === "" ? ["attestedBy names who says so"] : []),
      ...(Number.isNaN(age) ? ["date is a day such as 2026-11-30"] : []),
      ...(age < -1 ? ["it is dated in the future"] : []),
      ...(known?.attestable !== undefined && age > known.attestable.days
        ? [`it is ${age} days old and holds for ${known.attestable.days}`]
        : []),
    ];
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

function isWholeStack(scope: string): boolean {
  return !scope.includes("/") && !scope.startsWith("module.");
}

function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}
