import type { Attestation } from "../checks/engine/attestation";
import type { Judgement } from "../checks/engine/judge";
import type { NamedRelaxation } from "../checks/engine/named-relaxation";
import type { Pack } from "../checks/engine/pack";
import { stops } from "../checks/engine/profile";
import type { Result } from "../checks/engine/result";
import type { Verdict } from "../checks/engine/verdict";
import type { Acceptance } from "./acceptance";

/** What was judged. */
export interface JudgedStack {
  readonly name: string;
  readonly form: "configuration" | "plan" | "state";
  /** The file that was read. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Name of the profile that it was judged by. */
  readonly profile: string;
  /** Version of the framework that wrote it, where it says so. */
  readonly framework?: string;
}

/** How many of each. */
export type Summary = Readonly<Record<Verdict, number>> & {
  /** Failures that somebody accepts. */
  readonly waived: number;
  /** Results that stop the deployment under the profile. */
  readonly stopping: number;
};

/** A pack of rules that took part. */
export type NamedPack = Pick<Pack, "name" | "version">;

/** What was said of stacks, for machines; every other form is made of it. */
export interface Report {
  readonly schemaVersion: 1;
  readonly createdAt: string;
  readonly versions: {
    /** Of this library. */
    readonly library: string;
    /** Of packs of rules beside it. */
    readonly packs: readonly NamedPack[];
  };
  /** Name of the profile; the names of all where stacks were judged by several. */
  readonly profile: string;
  readonly evidence: {
    readonly stacks: readonly JudgedStack[];
    /** Stacks in which there is no Vault. */
    readonly withoutVault: readonly string[];
    /** The file with waivers that was given. */
    readonly waiverFile?: { readonly file: string; readonly sha256: string };
    /** What counted of what was accepted, attested and relaxed, and in which file it stands. */
    readonly acceptances: readonly Acceptance[];
    /** Files with what was accepted when a stack was synthesized, that counted for nothing, as was asked for. */
    readonly ignoredRecords: readonly string[];
    /** Rules that judged a stack when it was synthesized, and were not there to judge it now. */
    readonly missingRules: readonly string[];
    /** What belongs to the stacks and could not be judged, with the reason. */
    readonly unchecked: readonly string[];
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
  /** Whether it stops the deployment under the profile of its stack. */
  readonly stops: boolean;
}

/** What a report is made from. */
export interface ReportInput {
  readonly judgements: readonly {
    readonly stack: JudgedStack;
    readonly judgement: Judgement;
    readonly acceptances: readonly Acceptance[];
  }[];
  readonly ignoredRecords: readonly string[];
  readonly withoutVault: readonly string[];
  readonly missingRules: readonly string[];
  readonly unchecked: readonly string[];
  readonly waiverFile?: Report["evidence"]["waiverFile"];
  readonly versions: Report["versions"];
  readonly now: Date;
}

/** Puts judgements together. */
export function reportOf(input: ReportInput): Report {
  const { judgements, ignoredRecords, withoutVault, missingRules, unchecked, waiverFile, versions, now } =
    input;
  const results = judgements.flatMap(({ stack: { name }, judgement: { results: all, profile } }) =>
    all.map((result) => ({ ...result, stack: name, stops: stops(profile, result) })),
  );
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return {
    schemaVersion: 1,
    createdAt: now.toISOString(),
    versions,
    profile: [...new Set(judgements.map(({ stack }) => stack.profile))].join(", "),
    evidence: {
      stacks: judgements.map(({ stack }) => stack),
      withoutVault,
      ...(waiverFile === undefined ? {} : { waiverFile }),
      acceptances: judgements.flatMap(({ acceptances }) => acceptances),
      ignoredRecords,
      missingRules,
      unchecked,
      integrity: judgements.flatMap(({ judgement }) => judgement.integrity),
    },
    results,
    relaxations: judgements.flatMap(({ judgement }) => judgement.relaxations),
    attestations: judgements.flatMap(({ judgement }) => judgement.attestations),
    summary: {
      pass: count("pass"),
      fail: count("fail"),
      unknown: count("unknown"),
      "not-applicable": count("not-applicable"),
      error: count("error"),
      waived: results.filter(({ waived }) => waived !== undefined).length,
      stopping: results.filter((result) => result.stops).length,
    },
  };
}

/** How a report ends. */
export type Ending = "failed" | "passed" | "unchecked";

/** What fails and what could not be judged; what passes where not everything was judged is not passed. */
export function endingOf({ summary, evidence }: Report): Ending {
  const isWhole =
    summary.error === 0 && evidence.missingRules.length === 0 && evidence.unchecked.length === 0;
  if (!isWhole) return "unchecked";
  return summary.stopping === 0 ? "passed" : "failed";
}

/** Results that somebody should read, the ones that stop the deployment first, then by rule. */
export function findings({ results }: Report): readonly ReportedResult[] {
  return results
    .filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable")
    .map((result, index) => ({ result, index }))
    .sort((a, b) => rank(a.result) - rank(b.result) || a.index - b.index)
    .map(({ result }) => result);
}

function rank({ stops: isStopping, verdict, waived }: ReportedResult): number {
  if (isStopping) return 0;
  if (waived !== undefined) return 3;
  return verdict === "fail" ? 1 : 2;
}
