import { is, names } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { none } from "../../engine/unit-assertions";
import type { NodeGroup } from "../../evidence/node-group";
import { type PolicyStatement, speaksOf, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { resourceMatches } from "../../evidence/resource-pattern";
import { grantsOf } from "../../evidence/role-policies";
import { Value } from "../../evidence/value";
import { commandsWith } from "../../host/commands";
import { factsOf } from "../../host/first-boot";

const LASTING = ["terraform_data", "random_uuid", "random_id"];
/** Shorter, an attempt would not end within it; longer, a cluster would wait for a node that is gone. */
const LEASE_SECONDS: readonly [least: number, most: number] = [60, 900];

/** The numbers that lives of clusters are known by, as Terraform keeps them. */
export function livesOf(group: NodeGroup, { evidence }: RuleContext): readonly Resource[] {
  return evidence.resources.namedBy(fact(group, "CLUSTER_LIFE"), ...LASTING);
}

/** The number of a life stays: with a new one the next node would initialise a second cluster. */
export function lasts(life: Resource, { evidence }: RuleContext): readonly Observation[] {
  const ignored = life.at("lifecycle.ignore_changes").items.map(({ raw }) => String(raw));
  const input = life.at("input");
  return [
    ...(evidence.form === "configuration"
      ? [
          is(life.at("lifecycle.prevent_destroy"), true),
          passIf(input.isKnown || input.isAbsent || ignored.includes("input") || ignored.includes("all"), {
            actual: `ignore_changes = ${ignored.join(", ") || "nothing"} and input = ${input}`,
            expected: "an input that is taken once",
          }),
        ]
      : []),
    ...none(
      ["triggers_replace", "keepers", "lifecycle.replace_triggered_by"]
        .map((name) => life.at(name))
        .filter((value) => !value.isAbsent)
        .map((value) => `${value.path} = ${value}`),
      "nothing that makes it anew",
    ),
    ...(life.type === "terraform_data"
      ? [
          passIf(!input.isAbsent && input.raw !== "", {
            actual: `input = ${input}`,
            expected: "a number of its own",
          }),
        ]
      : []),
  ];
}

/** Where a life is kept: each object made once, by whoever is first, and shares that no node reads back. */
export function kept(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const { resources } = context.evidence;
  const key = fact(group, "SHARES_KEY_ARN");
  const shares = resources.namedBy(key, "aws_kms_key");
  const seconds = Number(fact(group, "LEASE_SECONDS").literal);
  const [least, most] = LEASE_SECONDS;
  return [
    names(fact(group, "CLUSTER_LIFE"), resources, LASTING),
    names(key, resources, ["aws_kms_key"]),
    passIf(key.raw !== fact(group, "SEAL_KEY_ARN").raw, {
      actual: `SHARES_KEY_ARN = ${key}`,
      expected: "a key of its own for the recovery shares",
    }),
    passIf(seconds >= least && seconds <= most, {
      actual: `LEASE_SECONDS = ${fact(group, "LEASE_SECONDS")}`,
      expected: `a lease of ${least} to ${most} seconds`,
    }),
    ...group.roles.flatMap((role) => granted(role, group, shares, context)),
    ...shares.flatMap((one) => admitted(one, group, context)),
  ];
}

/** A drill that looks for the number of a life looks for the one that the cluster has. */
export function looksFor(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const isAsked = commandsWith(group, "$CLUSTER_LIFE").some(({ words }) => words.includes("$CLUSTER_LIFE"));
  return isAsked ? [names(fact(group, "CLUSTER_LIFE"), evidence.resources, LASTING)] : [];
}

function fact(group: NodeGroup, name: string): Value {
  return new Value(name, factsOf(group).get(name));
}

/** What the role of the nodes may do with the objects of a life, and with the key of the shares. */
function granted(
  role: Resource,
  group: NodeGroup,
  keys: readonly Resource[],
  { evidence }: RuleContext,
): readonly Observation[] {
  const expected = "nodes make each object of a life once, and never read, change or delete a share";
  const objects = ["COMMITTED", "attempt-0001", "shares/attempt-0001.json"].flatMap((name) =>
    objectsOf(name, group, evidence.resources.namedBy(fact(group, "LIFE_BUCKET"), "aws_s3_bucket")),
  );
  const takesIn = ({ resources }: PolicyStatement, all: readonly string[]) =>
    resources.some((pattern) => all.some((one) => resourceMatches(pattern, one)));
  const found = grantsOf(role, evidence).policies.flatMap(({ statements }) => {
    if (statements === undefined) return [undefined];
    return statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap((statement) => {
        const speaks = (...actions: readonly string[]) =>
          actions.some((action) => speaksOf(statement, action));
        const shares = objects.filter((one) => one.includes("/shares/"));
        const arns = keys.map(({ address }) => `\${${address}.arn}`);
        return [
          ...(speaks("s3:PutObject") && takesIn(statement, objects) && !makesOnce(statement)
            ? [`${statement.sid} writes over what is there`]
            : []),
          ...(speaks("s3:GetObject", "s3:GetObjectVersion") && takesIn(statement, shares)
            ? [`${statement.sid} reads shares back`]
            : []),
          ...(speaks("s3:DeleteObject", "s3:DeleteObjectVersion") && takesIn(statement, objects)
            ? [`${statement.sid} deletes them`]
            : []),
          ...(speaks("kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant") && takesIn(statement, arns)
            ? [`${statement.sid} decrypts shares`]
            : []),
        ];
      });
  });
  const problems = found.filter((one) => one !== undefined);
  if (problems.length > 0)
    return problems.map((actual) => fail({ actual: `${role.address}: ${actual}`, expected }));
  return found.length > 0
    ? [unknown({ actual: `a policy of ${role.address} is not known`, expected, reason: "it may grant this" })]
    : [pass({ actual: `${role.address} makes them once`, expected })];
}

function makesOnce({ conditions }: PolicyStatement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operator === "Null" &&
      key.toLowerCase() === "s3:if-none-match" &&
      values.length > 0 &&
      values.every((value) => value === "false"),
  );
}

/** ARNs of an object of a life, as policies may write them. */
function objectsOf(name: string, group: NodeGroup, buckets: readonly Resource[]): readonly string[] {
  const key = `${fact(group, "CLUSTER_NAME").raw}/life/${fact(group, "CLUSTER_LIFE").raw}/${name}`;
  return buckets.flatMap((bucket) => [
    `\${${bucket.address}.arn}/${key}`,
    `arn:aws:s3:::\${${bucket.address}.bucket}/${key}`,
    `arn:aws:s3:::${bucket.at("bucket").raw}/${key}`,
  ]);
}

/** What the policy of the key lets nodes do: encrypt, and nothing else. */
function admitted(key: Resource, group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const expected = "the policy of the key lets nodes encrypt shares, and nothing else";
  const statements = statementsOf(key.at("policy"), evidence.resources);
  const said = { actual: `${key.address} policy = ${key.at("policy")}`, expected };
  if (statements === undefined)
    return [unknown({ ...said, reason: "the policy is known when it is deployed" })];
  const isNode = (principal: string) =>
    evidence.resources
      .namedBy(new Value("", principal.replace(/^AWS:/, "")), "aws_iam_role")
      .some((role) => group.roles.includes(role));
  return none(
    statements
      .filter(({ effect, principals }) => effect === "Allow" && principals.some(isNode))
      .filter((statement) =>
        ["Decrypt", "ReEncryptFrom", "CreateGrant", "PutKeyPolicy"].some((name) =>
          speaksOf(statement, `kms:${name}`),
        ),
      )
      .map(({ sid }) => `${key.address}: ${sid} lets nodes decrypt shares`),
    expected,
  );
}
