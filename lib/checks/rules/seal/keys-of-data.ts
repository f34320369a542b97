import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { keyPolicyOf, whoIs } from "../../evidence/key-policy";
import { isNarrowed, meansEverybody, speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { oneAccount } from "./key-accounts";

/** What makes whoever may do it the owner of the key. */
const ADMINISTRATION = ["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"].map(
  (name) => `kms:${name}`,
);

/** A key of volumes, logs or objects: the account's own policies say who uses it, and nobody from outside does. */
export function keyOfData(key: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const roles = nodeGroups(context).flatMap((group) => group.roles);
  const expected = "a policy that admits the own account and services that are named";
  const statements = keyPolicyOf(key, evidence);
  if (statements === "absent") {
    return [
      passIf(true, { actual: "the policy that AWS makes: the account's own policies decide", expected }),
    ];
  }
  if (statements === undefined) {
    const actual = "the policy of the key is known when it is deployed";
    return [unknown({ actual, expected, reason: actual })];
  }
  const open = statements.filter(
    (statement) => statement.effect === "Allow" && meansEverybody(statement) && !isNarrowed(statement),
  );
  return [
    passIf(open.length === 0, {
      actual:
        open.length === 0
          ? "nobody who is not named"
          : `${open.map(({ sid }) => sid || "a statement").join(", ")} admits everybody`,
      expected,
    }),
    ...statements
      .filter(
        (statement) =>
          statement.effect === "Allow" &&
          statement.principals.some((principal) => whoIs(principal, roles, evidence) === "vault") &&
          ADMINISTRATION.some((action) => speaksOf(statement, action)),
      )
      .map(({ sid }) =>
        fail({
          actual: `${sid || "a statement"} lets Vault's role administer the key`,
          expected: "nodes that use the key and nothing else",
        }),
      ),
    oneAccount(key, evidence),
  ];
}
