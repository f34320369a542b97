import type { Attestation } from "./attestation";
import type { Observation } from "./observation";
import type { Rule } from "./rule";
import { daysLeft } from "./waiver";

/** What nothing can be said of passes where somebody says it, for as long as the rule lets that hold. */
export function attested(
  rule: Rule,
  observations: readonly Observation[],
  { attestations = [], now }: { readonly attestations?: readonly Attestation[]; readonly now: Date },
): readonly Observation[] {
  const { attestable } = rule;
  if (attestable === undefined) return observations;
  const valid = attestations.find(
    ({ rule: id, date }) =>
      id === rule.id && daysLeft(date, now) <= 0 && -daysLeft(date, now) <= attestable.days,
  );
  if (valid === undefined) return observations;
  return observations.map((observation) =>
    observation.verdict === "unknown"
      ? {
          ...observation,
          verdict: "pass",
          reason: `attested by ${valid.attestedBy} on ${valid.date}: ${valid.statement}`,
        }
      : observation,
  );
}
