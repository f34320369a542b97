import { type Observation, passIf } from "../../engine/observation";
import type { Evidence } from "../../evidence/evidence";
import { foreignAccounts, statementsOfKey } from "../../evidence/own-account";
import type { Resource } from "../../evidence/resource";

/** Principals of the account that the keys are in, and of no other. */
export function oneAccount(key: Resource, evidence: Evidence): Observation {
  const foreign = foreignAccounts(statementsOfKey(key, evidence), evidence);
  return passIf(foreign.length === 0, {
    actual: foreign.length === 0 ? "principals of one account" : `principals of ${foreign.join(", ")}`,
    expected: "principals of the account that the key is in",
  });
}
