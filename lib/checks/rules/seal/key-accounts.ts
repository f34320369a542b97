import { type Observation, passIf } from "../../engine/observation";
import type { Evidence } from "../../evidence/evidence";
import { accountsOf, keyPolicyOf } from "../../evidence/key-policy";
import type { Resource } from "../../evidence/resource";
import { vaultKeys } from "../../evidence/vault-keys";

/** Principals of the account that the keys are in, and of no other. */
export function oneAccount(key: Resource, evidence: Evidence): Observation {
  const own = ownAccount(evidence);
  const foreign = accountsIn(key, evidence).filter((account) => account !== own);
  return passIf(foreign.length === 0, {
    actual: foreign.length === 0 ? "principals of one account" : `principals of ${foreign.join(", ")}`,
    expected: "principals of the account that the key is in",
  });
}

const KNOWN = new WeakMap<Evidence, string | undefined>();

/** The account that asks who it is, else the one that policies of keys name most. */
function ownAccount(evidence: Evidence): string | undefined {
  if (KNOWN.has(evidence)) return KNOWN.get(evidence);
  const named = vaultKeys(evidence).flatMap((key) => accountsIn(key, evidence));
  const times = (account: string) => named.filter((one) => one === account).length;
  const [most] = [...new Set(named)].sort((a, b) => times(b) - times(a));
  const own = named.includes("own") ? "own" : most;
  KNOWN.set(evidence, own);
  return own;
}

function accountsIn(key: Resource, evidence: Evidence): readonly string[] {
  const statements = keyPolicyOf(key, evidence);
  if (statements === undefined || statements === "absent") return [];
  return accountsOf(
    statements.filter(({ effect }) => effect === "Allow").flatMap(({ principals }) => principals),
  );
}
