import { remembered } from "../../core/remembered";
import type { Resources } from "./resources";
import { type Json, Value } from "./value";

type Block = Readonly<Record<string, Json>>;

/** Operator, key, values. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement of a policy, its lists always lists. Texts keep their expressions. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** `AWS:arn:...`, `Service:ec2.amazonaws.com`, `*`. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

/**
 * The statements of a policy attribute: JSON text, with expressions in its strings, or a policy document that is read as
 * data. `undefined` where nobody can say what it will be.
 */
export function statementsOf(policy: Value, resources: Resources): readonly PolicyStatement[] | undefined {
  if (typeof policy.raw === "object" && policy.raw !== null) return fromJson(policy.raw);
  const { reference } = policy;
  if (reference !== undefined) {
    const [document] = resources.resolve(reference);
    return document?.type === "aws_iam_policy_document"
      ? fromDocument(document.attributes, resources)
      : undefined;
  }
  const text = policy.literal ?? policy.raw;
  return typeof text === "string" ? fromText(text) : undefined;
}

const fromText = remembered(512, (text) => {
  try {
    return fromJson(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
});

function fromJson(policy: Json): readonly PolicyStatement[] | undefined {
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) return undefined;
  const { Statement } = policy as Block;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as readonly (Block | undefined)[];
  if (statements.some((statement) => typeof statement !== "object" || statement === null)) return undefined;
  return statements.map((statement) => {
    const of = (key: string) => textsOf((statement as Block)[key]);
    return {
      sid: of("Sid")[0] ?? "",
      effect: of("Effect")[0] === "Deny" ? "Deny" : "Allow",
      principals: principalsOf((statement as Block).Principal),
      notPrincipals: principalsOf((statement as Block).NotPrincipal),
      actions: of("Action"),
      notActions: of("NotAction"),
      resources: of("Resource"),
      notResources: of("NotResource"),
      conditions: conditionsOf((statement as Block).Condition),
    };
  });
}

function principalsOf(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([kind, names]) => textsOf(names).map((name) => `${kind}:${name}`));
}

function conditionsOf(value: Json | undefined): readonly Condition[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as Block).map(([key, values]) => ({
      operator,
      key,
      values: textsOf(values),
    })),
  );
}

function textsOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** A data source `aws_iam_policy_document`, which a plan has rendered and a configuration has in blocks. */
function fromDocument(document: Value, resources: Resources): readonly PolicyStatement[] | undefined {
  const json = document.at("json");
  if (typeof json.literal === "string") return statementsOf(new Value("json", json.raw), resources);
  const merged = ["source_policy_documents", "override_policy_documents"].some(
    (key) => !document.at(key).isAbsent,
  );
  const blocks = document.at("statement").items;
  if (merged || blocks.length === 0) return undefined;
  const texts = (value: Value) => textsOf(value.raw);
  return blocks.map((block) => ({
    sid: texts(block.at("sid"))[0] ?? "",
    effect: texts(block.at("effect"))[0] === "Deny" ? "Deny" : "Allow",
    principals: block.at("principals").items.flatMap(principalsOfBlock),
    notPrincipals: block.at("not_principals").items.flatMap(principalsOfBlock),
    actions: texts(block.at("actions")),
    notActions: texts(block.at("not_actions")),
    resources: texts(block.at("resources")),
    notResources: texts(block.at("not_resources")),
    conditions: block.at("condition").items.map((condition) => ({
      operator: String(condition.at("test").raw),
      key: String(condition.at("variable").raw),
      values: textsOf(condition.at("values").raw),
    })),
  }));
}

function principalsOfBlock(block: Value): readonly string[] {
  const kind = String(block.at("type").raw);
  return textsOf(block.at("identifiers").raw).map((name) => (kind === "*" ? "*" : `${kind}:${name}`));
}

/** Whether a pattern of actions takes in an action; case does not count, `*` and `?` are wildcards. */
export function actionMatches(pattern: string, action: string): boolean {
  if (!pattern.includes("*") && !pattern.includes("?")) return pattern.toLowerCase() === action.toLowerCase();
  return wildcard(pattern).test(action);
}

const wildcard = remembered(512, (pattern) => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i");
});

/** Whether a statement speaks of an action, `NotAction` included. Conditions and resources are not looked at. */
export function speaksOf({ actions, notActions }: PolicyStatement, action: string): boolean {
  if (actions.length > 0) return actions.some((pattern) => actionMatches(pattern, action));
  return notActions.length > 0 && !notActions.some((pattern) => actionMatches(pattern, action));
}

/** Whether everybody is meant. */
export function meansEverybody({ principals, notPrincipals }: PolicyStatement): boolean {
  return (
    notPrincipals.length > 0 ||
    principals.some((principal) => /^(\*|(AWS|CanonicalUser|Federated|Service):\*)$/.test(principal))
  );
}

/** Condition keys by which a caller is known, and not only what he asks for. */
const NARROWING =
  /^(aws:(PrincipalAccount|PrincipalArn|PrincipalOrgID|PrincipalOrgPaths|SourceAccount|SourceArn|SourceOrgID|SourceVpc|SourceVpce|userid)|kms:CallerAccount)$/i;

/** Whether conditions leave only callers who are known: exact values, no wildcard alone, no `IfExists`. */
export function isNarrowed({ conditions }: PolicyStatement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      NARROWING.test(key) &&
      /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/.test(operator) &&
      values.length > 0 &&
      values.every((value) => !/^[*?:]*$/.test(value) && !/^arn:[^:]*:[^:]*:[^:]*:\*:/.test(value)),
  );
}
