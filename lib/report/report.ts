import type { Attestation } from "../checks/engine/attestation";
import type { Judgement } from "../checks/engine/judge";
import type { NamedRelaxation } from "../checks/engine/named-relaxation";
import type { Profile } from "../checks/engine/profile";
import { stops } from "../checks/engine/profile";
import type { Result } from "../checks/engine/result";
import type { Verdict } from "../checks/engine/verdict";

/** What was judged. */
export interface JudgedStack {
  readonly name: string;
  readonly form: "configuration" | "plan" | "state";
  /** The file that was read. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** How many of each. */
export type Summary = Readonly<Record<Verdict, number>> & {
  /** Failures that somebody accepts. */
  readonly waived: number;
  /** Results that stop the deployment under the profile. */
  readonly stopping: number;
};

/** What was said of stacks, for machines; every other form is made of it. */
export interface Report {
  readonly schemaVersion: 1;
  readonly createdAt: string;
  readonly versions: {
    /** Of this library. */
    readonly library: string;
    /** Of the framework that wrote each stack, where that is known. */
    readonly framework?: string;
  };
  readonly profile: string;
  readonly evidence: {
    readonly stacks: readonly JudgedStack[];
    /** Stacks in which there is no Vault. */
    readonly withoutVault: readonly string[];
    /** Files that are no longer what was recorded of them. They were judged by what they are. */
    readonly integrity: readonly string[];
  };
  readonly results: readonly ReportedResult[];
  readonly relaxations: readonly NamedRelaxation[];
  readonly attestations: readonly Attestation[];
  readonly summary: Summary;
}

/** A result, and the stack that it is of. */
export interface ReportedResult extends Result {
  readonly stack: string;
}

/** What a report is made from. */
export interface ReportInput {
  readonly judgements: readonly (readonly [stack: JudgedStack, judgement: Judgement])[];
  readonly withoutVault: readonly string[];
  readonly profile: Profile;
  readonly versions: Report["versions"];
  readonly now: Date;
}

/** Puts judgements together. */
export function reportOf({ judgements, withoutVault, profile, versions, now }: ReportInput): Report {
  const results = judgements.flatMap(([{ name }, judgement]) =>
    judgement.results.map((result) => ({ ...result, stack: name })),
  );
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return {
    schemaVersion: 1,
    createdAt: now.toISOString(),
    versions,
    profile: profile.name,
    evidence: {
      stacks: judgements.map(([stack]) => stack),
      withoutVault,
      integrity: judgements.flatMap(([, judgement]) => judgement.integrity),
    },
    results,
    relaxations: judgements.flatMap(([, judgement]) => judgement.relaxations),
    attestations: judgements.flatMap(([, judgement]) => judgement.attestations),
    summary: {
      pass: count("pass"),
      fail: count("fail"),
      unknown: count("unknown"),
      "not-applicable": count("not-applicable"),
      error: count("error"),
      waived: results.filter(({ waived }) => waived !== undefined).length,
      stopping: results.filter((result) => stops(profile, result)).length,
    },
  };
}

/** Results that somebody should read, the ones that stop the deployment first, then by rule. */
export function findings(report: Report, profile: Profile): readonly ReportedResult[] {
  const weight = (result: Result) =>
    stops(profile, result)
      ? 0
      : result.verdict === "fail" && result.waived === undefined
        ? 1
        : result.waived === undefined
          ? 2
          : 3;
  return report.results
    .filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable")
    .map((result, index) => ({ result, index }))
    .sort((a, b) => weight(a.result) - weight(b.result) || a.index - b.index)
    .map(({ result }) => result);
}
