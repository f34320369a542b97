import type { Evidence } from "./evidence";
import { type Condition, type PolicyStatement, statementsOf } from "./policy";
import type { Resource } from "./resource";
import { hasOpenExpression, withoutExpressions } from "./resource-pattern";
import { Value } from "./value";

/** Uses of a key by which its data are read, written or handed on. */
export const CRYPTOGRAPHY = [
  "CreateGrant",
  "Decrypt",
  "DeriveSharedSecret",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateDataKeyWithoutPlaintext",
  "GenerateMac",
  "ReEncryptFrom",
  "ReEncryptTo",
  "Sign",
].map((name) => `kms:${name}`);

/** The policy of a key: `absent` where it has the one that AWS makes, `undefined` where nobody can say what it is. */
export function keyPolicyOf(
  key: Resource,
  { resources }: Evidence,
): readonly PolicyStatement[] | "absent" | undefined {
  const policies = [
    key.at("policy"),
    ...resources.naming(key, "aws_kms_key_policy", "key_id").map((holder) => holder.at("policy")),
  ].filter((policy) => !policy.isAbsent && policy.raw !== "");
  if (policies.length === 0) return "absent";
  const read = policies.map((policy) => statementsOf(policy, resources));
  return read.includes(undefined) ? undefined : read.flatMap((statements) => statements ?? []);
}

/** Who a principal is to Vault. */
export type Who = "account" | "other" | "unknown" | "vault";

/** Says of principals who they are. */
export function whoIs(principal: string, roles: readonly Resource[], { resources }: Evidence): Who {
  const name = principal.replace(/^AWS:/, "");
  const named = resources.namedBy(new Value("Principal", name));
  if (named.length > 0 && named.every((one) => roles.includes(one))) return "vault";
  if (/^(arn:[^:]*:iam::[^:]*:root|\d{12})$/.test(withoutExpressions(name))) return "account";
  if (/^\$\{data\.aws_caller_identity\.[^}]*\.(account_id|id)\}$/.test(name)) return "account";
  return hasOpenExpression(principal) ? "unknown" : "other";
}

/** Accounts that principals belong to, as they are written. */
export function accountsOf(principals: readonly string[]): readonly string[] {
  const found = principals.flatMap((principal) => {
    const [, account = ""] =
      /^AWS:(?:arn:[^:]*:(?:iam|sts)::)?([^:]*?)(?::.*)?$/.exec(withoutExpressions(principal)) ?? [];
    if (/^\d{12}$/.test(account)) return [account];
    return account === "§" && principal.includes("aws_caller_identity") ? ["own"] : [];
  });
  return [...new Set(found)];
}

/** Conditions that keep a right to decrypt from being used directly, as a seal does: a service, or a context. */
export function isIndirect({ conditions }: PolicyStatement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      (/^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/i.test(operator) &&
        /^kms:(ViaService$|EncryptionContext:)/i.test(key) &&
        values.length > 0 &&
        values.every((value) => /^[^*?]{2}/.test(value))) ||
      (/^Arn(Equals|Like)$/i.test(operator) && /^kms:EncryptionContext:/i.test(key)) ||
      (/^Null$/i.test(operator) &&
        /^kms:EncryptionContext:/i.test(key) &&
        values.every((v) => v === "false")),
  );
}

/** Conditions that the seal's own calls never meet: it sends no context and goes through no service. */
export function breaksUnseal(conditions: readonly Condition[]): boolean {
  return conditions.some(({ key }) => /^kms:(ViaService|EncryptionContext)/i.test(key));
}
