import { HardenedVaultError } from "../core/errors";

/** Who a statement speaks of: `"*"`, or lists per kind. */
export type Principals =
  | "*"
  | {
      readonly AWS?: readonly string[];
      readonly Service?: readonly string[];
    };

/** One statement of an IAM, key, bucket or endpoint policy. */
export interface Statement {
  /** Name of the statement: letters and digits, unique in its document. */
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Only in policies of resources. @default - none: an identity policy */
  readonly principals?: Principals;
  /** `service:Action`, exact wherever AWS allows it. */
  readonly actions: readonly string[];
  /** ARNs. @default - none: only in trust policies */
  readonly resources?: readonly string[];
  /** Operator, key, values. @default - unconditional */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[] | string>>>>;
}

/**
 * Renders statements as one policy document.
 *
 * One form everywhere: inline JSON on the resource itself, actions sorted, single values as strings (as AWS returns
 * them, so that a plan stays empty).
 *
 * @throws POLICY_INVALID for an empty or unnamed statement and for a name used twice
 */
export function renderPolicy(statements: readonly Statement[]): string {
  const sids = new Set<string>();
  for (const { sid, actions } of statements) {
    if (!/^[A-Za-z0-9]+$/.test(sid) || sids.has(sid) || actions.length === 0) {
      throw new HardenedVaultError({
        code: "POLICY_INVALID",
        message: "a policy statement needs a name of its own and at least one action",
        got: { sid, actions },
        expected: "a sid of letters and digits that no other statement of the document has, and actions",
        repair: "rename the statement or merge it with its namesake",
      });
    }
    sids.add(sid);
  }
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(renderStatement) });
}

function renderStatement(statement: Statement): Record<string, unknown> {
  const { sid, effect, principals, actions, resources, conditions } = statement;
  return {
    Sid: sid,
    Effect: effect ?? "Allow",
    ...(principals === undefined
      ? {}
      : { Principal: principals === "*" ? "*" : mapValues(principals, single) }),
    Action: single([...actions].sort()),
    ...(resources === undefined ? {} : { Resource: single(resources) }),
    ...(conditions === undefined
      ? {}
      : { Condition: mapValues(conditions, (keys) => mapValues(keys, (value) => single(value))) }),
  };
}

function single(values: readonly string[] | string): readonly string[] | string {
  return typeof values !== "string" && values.length === 1 ? (values[0] as string) : values;
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** A policy variable such as `aws:PrincipalTag/team`, escaped so that Terraform leaves it alone. */
export function policyVariable(name: string): string {
  return `$\${${name}}`;
}
