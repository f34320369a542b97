import type { Judgement } from "../../lib/checks/engine/judge";
import type { Result } from "../../lib/checks/engine/result";
import { DEFAULT_PROFILE } from "../../lib/checks/profiles/profiles";
import { type JudgedStack, type Report, type ReportInput, reportOf } from "../../lib/report/report";

/** A result that a test says no more of than it needs. */
export function result(more: Partial<Result> = {}): Result {
  return {
    rule: "ACME-01",
    verdict: "fail",
    severity: "error",
    resource: "aws_kms_key.one",
    constructPath: "",
    actual: "there is this",
    expected: "there should be that",
    reason: "because",
    remediation: "mend it",
    ...more,
  };
}

const STACK: JudgedStack = {
  name: "stack",
  form: "configuration",
  file: "cdk.tf.json",
  sha256: "0".repeat(64),
  profile: DEFAULT_PROFILE.name,
};

/** A report of one stack. */
export function reported(
  results: readonly Result[],
  { judgement = {}, ...input }: Partial<ReportInput> & { readonly judgement?: Partial<Judgement> } = {},
): Report {
  const whole = {
    profile: DEFAULT_PROFILE,
    results,
    stopping: [],
    integrity: [],
    relaxations: [],
    attestations: [],
    usedWaivers: [],
    usedRelaxations: [],
    ...judgement,
  } as Judgement;
  return reportOf({
    judgements: [{ stack: STACK, judgement: whole, acceptances: [] }],
    ignoredRecords: [],
    withoutVault: [],
    missingRules: [],
    unchecked: [],
    versions: { library: "1.2.3", packs: [] },
    now: new Date("2026-11-24T12:00:00Z"),
    ...input,
  });
}

/** A failure that somebody accepts. */
export const WAIVED = {
  reason: "a cluster of training",
  approvedBy: "security@corp.example",
  expires: "2027-02-01",
} as const;
