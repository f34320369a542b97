import { type Attestation, attestationProblems } from "./attestation";
import type { Observation } from "./observation";
import type { Rule } from "./rule";

/** What nothing can be said of passes where somebody says it, for as long as the rule lets that hold. */
export function attested(
  rule: Rule,
  observations: readonly Observation[],
  { attestations = [], now }: { readonly attestations?: readonly Attestation[]; readonly now: Date },
): readonly Observation[] {
  if (rule.attestable === undefined) return observations;
  const valid = attestations.find(
    (one) => one.rule === rule.id && attestationProblems(one, rule, now).length === 0,
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
