import type { Evidence } from "./evidence";
import { accountsOf, keyPolicyOf } from "./key-policy";
import type { PolicyStatement } from "./policy";
import type { Resource } from "./resource";
import { vaultKeys } from "./vault-keys";

/** Accounts other than the stack's own that statements let in. */
export function foreignAccounts(
  statements: readonly PolicyStatement[],
  evidence: Evidence,
): readonly string[] {
  const own = ownAccount(evidence);
  return own === undefined ? [] : accountsIn(statements).filter((account) => account !== own);
}

const KNOWN = new WeakMap<Evidence, string | undefined>();

/** The account that asks who it is, else the one that policies of keys name most. */
function ownAccount(evidence: Evidence): string | undefined {
  if (KNOWN.has(evidence)) return KNOWN.get(evidence);
  const named = vaultKeys(evidence).flatMap((key) => accountsIn(statementsOfKey(key, evidence)));
  const times = (account: string) => named.filter((one) => one === account).length;
  const [most] = [...new Set(named)].sort((a, b) => times(b) - times(a));
  const own = named.includes("own") ? "own" : most;
  KNOWN.set(evidence, own);
  return own;
}

/** Statements of a key's policy, as far as they can be read. */
export function statementsOfKey(key: Resource, evidence: Evidence): readonly PolicyStatement[] {
  const statements = keyPolicyOf(key, evidence);
  return statements === undefined || statements === "absent" ? [] : statements;
}

function accountsIn(statements: readonly PolicyStatement[]): readonly string[] {
  return accountsOf(
    statements.filter(({ effect }) => effect === "Allow").flatMap(({ principals }) => principals),
  );
}
