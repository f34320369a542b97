import { isNot } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { breaksUnseal, CRYPTOGRAPHY, keyPolicyOf, type Who, whoIs } from "../../evidence/key-policy";
import { isNarrowed, meansEverybody, type PolicyStatement, speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { keyUses, sealKeys, vaultKeys } from "../../evidence/vault-keys";
import { decryptsElsewhere, UNSEAL } from "./decrypts-elsewhere";
import { oneAccount } from "./key-accounts";
import { keyOfData } from "./keys-of-data";

export const keyPolicyIsTheFrontDoor = defineRule({
  id: "SEAL-04",
  title: "Only Vault's role uses the seal key, and only to unseal",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Who may decrypt with the seal key may join the cluster and read all data: joining is unauthenticated but for the seal. The seal names no key when it decrypts, so any other key that the role may use directly could be planted in storage.",
  remediation:
    "Give the node role exactly Encrypt, Decrypt and DescribeKey in the key's policy, without conditions on context or service; give administrators no cryptography and no CreateGrant; encrypt nothing else with the key; let the role decrypt with other keys only under kms:ViaService or an encryption context. Admit nobody from outside the account to any key of Vault.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/seal/awskms#authentication",
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
  ],
  guide: ["S11", "S23"],
  controls: {
    soc2: ["CC6.1", "CC6.3"],
    pciDss: ["3.6.1.2", "3.6.1.3", "7.2.1"],
    iso27001: ["A.8.2", "A.8.24"],
    nist80053: ["AC-6", "SC-12"],
  },
  claims: ["aws_iam_role", "aws_kms_key"],
  subjects: (context) => [
    ...new Set([...vaultKeys(context.evidence), ...nodeGroups(context).flatMap(({ roles }) => roles)]),
  ],
  notApplicable: "neither a key nor a role of Vault is part of this stack",
  check: (subject, context) => {
    if (subject.type === "aws_iam_role") return decryptsElsewhere(subject, context);
    return sealKeys(context.evidence).includes(subject)
      ? keyIsVaults(subject, context)
      : keyOfData(subject, context);
  },
});

function keyIsVaults(key: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const expected = "a policy by which Vault's role alone uses the key";
  const statements = keyPolicyOf(key, evidence);
  const roles = nodeGroups(context).flatMap((group) => group.roles);
  const users = keyUses(evidence).filter((use) => use.key === key);
  const others = [
    isNot(key.at("bypass_policy_lockout_safety_check"), [true], { whenAbsent: false }),
    passIf(users.length === 0, {
      actual:
        users.length === 0
          ? "nothing else is encrypted with it"
          : `it encrypts ${users.map(({ user }) => user.address).join(", ")}`,
      expected: "a key for the seal alone",
    }),
    ...grants(key, roles, context),
  ];
  if (statements === undefined) {
    const actual = "the policy of the key is known when it is deployed";
    return [...others, unknown({ actual, expected, reason: actual })];
  }
  if (statements === "absent") {
    const actual = "no policy: whoever the account's own policies let use keys uses this one";
    return [...others, fail({ actual, expected })];
  }
  return [
    ...others,
    oneAccount(key, evidence),
    ...statements.map((statement) => judged(statement, roles, context)),
    vaultUnseals(statements, roles, context),
  ];
}

/** One statement of the key's policy. */
function judged(statement: PolicyStatement, roles: readonly Resource[], context: RuleContext): Observation {
  const { sid, effect, principals, actions, notActions, conditions } = statement;
  const uses = CRYPTOGRAPHY.filter((action) => speaksOf(statement, action));
  const who = whoOf(statement, roles, context);
  const said = (what: string) => ({
    actual: `${sid || "a statement"} lets ${principals.join(", ") || "everybody but some"} ${what}`,
    expected: "Vault's role encrypts and decrypts, others administer",
  });
  const all = [...actions, ...notActions.map((action) => `all but ${action}`)].join(", ");
  if (uses.length > 0 && breaksUnseal(conditions)) {
    return fail(said(`${all} under a condition that the seal never meets`));
  }
  if (effect === "Deny") return pass(said(`not ${all}`));
  if (meansEverybody(statement) && !isNarrowed(statement)) return fail(said(all));
  if (who.includes("unknown")) {
    return unknown({ ...said(all), reason: "who is meant is known when it is deployed" });
  }
  if (who.includes("vault")) {
    const isExact = notActions.length === 0 && actions.every((one) => UNSEAL.includes(one.toLowerCase()));
    return passIf(isExact && who.every((one) => one === "vault"), said(all));
  }
  return passIf(uses.length === 0, said(all));
}

/** Who a statement speaks of; a condition on the caller's ARN says it more closely than the account. */
function whoOf(
  { principals, conditions }: PolicyStatement,
  roles: readonly Resource[],
  { evidence }: RuleContext,
): readonly Who[] {
  const callers = conditions.filter(
    ({ key, operator }) => /^aws:PrincipalArn$/i.test(key) && /^(Arn|String)(Equals|Like)$/.test(operator),
  );
  const [only] = callers;
  const isAccount = principals.every((one) => one === "*" || whoIs(one, roles, evidence) === "account");
  const names = only !== undefined && isAccount ? only.values.map((value) => `AWS:${value}`) : principals;
  return names.map((name) => whoIs(name, roles, evidence));
}

/** Without all three calls Vault stays sealed. */
function vaultUnseals(
  statements: readonly PolicyStatement[],
  roles: readonly Resource[],
  context: RuleContext,
): Observation {
  const own = statements.filter(
    (one) => one.effect === "Allow" && whoOf(one, roles, context).includes("vault"),
  );
  const missing = UNSEAL.filter((action) => !own.some((statement) => speaksOf(statement, action)));
  const isUnknown = statements.some((one) => whoOf(one, roles, context).includes("unknown"));
  const said = {
    actual: missing.length === 0 ? "Vault's role may unseal" : `Vault's role may not ${missing.join(", ")}`,
    expected: "Vault's role may Encrypt, Decrypt and DescribeKey",
  };
  if (missing.length > 0 && (isUnknown || roles.length === 0)) {
    return unknown({ ...said, reason: "who Vault's role is, is known when it is deployed" });
  }
  return passIf(missing.length === 0, said);
}

/** Grants go beside the policy. */
function grants(
  key: Resource,
  roles: readonly Resource[],
  { evidence }: RuleContext,
): readonly Observation[] {
  return evidence.resources.naming(key, "aws_kms_grant", "key_id").map((grant) => {
    const operations = grant.at("operations").items.map((item) => `kms:${item.literal}`.toLowerCase());
    const isVault = whoIs(String(grant.at("grantee_principal").raw), roles, evidence) === "vault";
    return passIf(isVault && operations.every((operation) => UNSEAL.includes(operation)), {
      actual: `${grant.address} lets ${grant.at("grantee_principal")} ${grant.at("operations")}`,
      expected: "no grant but to Vault's role",
    });
  });
}
