import { fail, type Observation, pass, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { isIndirect, keyPolicyOf, whoIs } from "../../evidence/key-policy";
import { type PolicyStatement, speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { grantsOf } from "../../evidence/role-policies";
import { Value } from "../../evidence/value";
import { sealKeys, vaultKeys } from "../../evidence/vault-keys";

/** What the seal calls, and nothing more. */
export const UNSEAL = ["kms:decrypt", "kms:describekey", "kms:encrypt"];

const EXPECTED = "no direct Decrypt with another key than the seal's";

/** Whether a role decrypts directly with other keys than the seal's, by its own policies or by those of the keys. */
export function decryptsElsewhere(role: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const { policies } = grantsOf(role, evidence);
  const seals = sealKeys(evidence);
  const found = [
    ...policies.flatMap(({ holder, statements }) => {
      if (statements === undefined) {
        const actual = `the policy of ${holder.address} is known when it is deployed`;
        return [unknown({ actual, expected: EXPECTED, reason: actual })];
      }
      return [
        ...statements.filter(isDirect).flatMap((one) => beyondSeal(one, holder, context)),
        ...statements.flatMap((one) => beyondUnseal(one, holder, context)),
      ];
    }),
    ...vaultKeys(evidence)
      .filter((key) => !seals.includes(key))
      .flatMap((key) => admits(key, role, context)),
  ];
  return found.length > 0
    ? found
    : [pass({ actual: "it decrypts directly with the seal key only", expected: EXPECTED })];
}

function isDirect(statement: PolicyStatement): boolean {
  return statement.effect === "Allow" && speaksOf(statement, "kms:Decrypt") && !isIndirect(statement);
}

function beyondSeal(
  { sid, resources, notResources }: PolicyStatement,
  holder: Resource,
  context: RuleContext,
): readonly Observation[] {
  const named = resources.length === 0 ? notResources.map((one) => `all but ${one}`) : resources;
  return named
    .filter((resource) => !isSeal(resource, context))
    .map((resource) => {
      const said = {
        actual: `${sid || "a statement"} of ${holder.address} decrypts with ${resource}`,
        expected: EXPECTED,
      };
      const value = new Value("Resource", resource);
      const isOpen =
        !value.isKnown && context.evidence.resources.namedBy(value).length === 0 && !/[*?]/.test(resource);
      return isOpen
        ? unknown({ ...said, reason: "which key it is, is known when it is deployed" })
        : fail(said);
    });
}

/** What the role may do with the seal key that the seal does not do. */
function beyondUnseal(
  statement: PolicyStatement,
  holder: Resource,
  context: RuleContext,
): readonly Observation[] {
  const { effect, sid, actions, resources } = statement;
  if (effect === "Deny" || !resources.some((resource) => isSeal(resource, context))) return [];
  return actions
    .filter((action) => /^(kms:|\*$)/i.test(action) && !UNSEAL.includes(action.toLowerCase()))
    .map((action) =>
      fail({
        actual: `${sid || "a statement"} of ${holder.address} grants ${action} on the seal key`,
        expected: "Encrypt, Decrypt and DescribeKey on the seal key",
      }),
    );
}

/** Whether a resource of a policy is a seal key: by reference, or as a text that the nodes are given as well. */
function isSeal(resource: string, context: RuleContext): boolean {
  const { evidence } = context;
  if (/[*?]/.test(resource)) return false;
  const named = evidence.resources.namedBy(new Value("Resource", resource));
  const seals = sealKeys(evidence);
  if (named.length > 0) return named.every((key) => seals.includes(key));
  return nodeGroups(context).some(({ userData, host }) =>
    [userData?.text ?? "", ...(host?.serverFiles ?? []).map(({ value }) => String(value?.at("seal")))].some(
      (text) => text.includes(resource),
    ),
  );
}

/** Statements of another key's policy by which the role uses it directly. */
function admits(key: Resource, role: Resource, { evidence }: RuleContext): readonly Observation[] {
  const statements = keyPolicyOf(key, evidence);
  if (statements === undefined || statements === "absent") return [];
  return statements
    .filter(
      (one) =>
        isDirect(one) && one.principals.some((principal) => whoIs(principal, [role], evidence) === "vault"),
    )
    .map(({ sid }) =>
      fail({ actual: `${sid || "a statement"} of ${key.address} lets the role decrypt`, expected: EXPECTED }),
    );
}
