import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { keyPolicyOf } from "../../evidence/key-policy";
import { isNarrowed, meansEverybody } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { oneAccount } from "./key-accounts";

/** A key of volumes, logs or objects: the account's own policies say who uses it, and nobody from outside does. */
export function keyOfData(key: Resource, { evidence }: RuleContext): readonly Observation[] {
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
    oneAccount(key, evidence),
  ];
}
