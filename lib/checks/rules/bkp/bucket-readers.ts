import { type Observation, passIf } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { clusterGroups } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import { whoIs } from "../../evidence/key-policy";
import { foreignAccounts, statementsOfKey } from "../../evidence/own-account";
import { meansEverybody, type PolicyStatement, speaksOf, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { reachOf } from "../../evidence/resource-pattern";
import { grantsOf } from "../../evidence/role-policies";
import { snapshotBuckets } from "../../evidence/snapshot-buckets";
import { Value } from "../../evidence/value";
import { keyUses } from "../../evidence/vault-keys";

/** What nodes must not do to snapshots: read, take away, shorten what keeps them. */
const NEVER = [
  "s3:BypassGovernanceRetention",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:PutObjectLegalHold",
  "s3:PutObjectRetention",
];

/** Ways to a bucket with policies of their own, or with none. */
const DOORS = [
  "aws_s3_access_point",
  "aws_s3_bucket_website_configuration",
  "aws_s3_bucket_cors_configuration",
];

/** Who reads a bucket of snapshots, or takes something out of it: no stranger, and no node. */
export function readers(bucket: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const roles = [...new Set(clusterGroups(context).flatMap((group) => group.roles))];
  const statements = policyOf(bucket, evidence);
  return [
    ...none(
      foreignAccounts(statements ?? [], evidence).map((account) => `account ${account} is let in`),
      "nobody of another account",
    ),
    ...none(
      DOORS.flatMap((type) => evidence.resources.naming(bucket, type, "bucket")).map(
        ({ address }) => `${address} is another way to it`,
      ),
      "one way to snapshots, by its policy",
    ),
    ...none(
      roles.flatMap((role) => granted(role, bucket, evidence)),
      "nodes put snapshots and do nothing else with them",
    ),
    ...(statements === undefined ? [] : roles.flatMap((role) => denied(role, bucket, statements, evidence))),
    ...ownKey(bucket, roles, evidence),
  ];
}

/** Statements of a bucket's policy; `undefined` where nobody can say what they will be. */
function policyOf(bucket: Resource, { resources }: Evidence): readonly PolicyStatement[] | undefined {
  const policies = [
    ...(bucket.at("policy").isAbsent ? [] : [bucket.at("policy")]),
    ...resources.naming(bucket, "aws_s3_bucket_policy", "bucket").map((one) => one.at("policy")),
  ].map((policy) => statementsOf(policy, resources));
  return policies.includes(undefined) ? undefined : policies.flatMap((list) => list ?? []);
}

/** Whether a resource of a policy is every object of a bucket. */
export function takesInAll(resource: string, bucket: Resource, { resources }: Evidence): boolean {
  if (resource === "*") return true;
  if (!resource.endsWith("/*")) return false;
  const isNamed = resources.namedBy(new Value("Resource", resource), "aws_s3_bucket").includes(bucket);
  return isNamed || /:::([^/]+)\/\*$/.exec(resource)?.[1] === bucket.at("bucket").literal;
}

/** What a role of nodes is granted on the bucket. */
function granted(role: Resource, bucket: Resource, evidence: Evidence): readonly string[] {
  return grantsOf(role, evidence).policies.flatMap(({ statements }) =>
    (statements ?? [])
      .filter(({ effect }) => effect === "Allow")
      .filter(
        ({ resources }) =>
          resources.some((one) => reachOf(one) === "everything") ||
          evidence.resources.namedBy(new Value("Resource", resources), "aws_s3_bucket").includes(bucket),
      )
      .flatMap((statement) =>
        NEVER.filter((action) => speaksOf(statement, action)).map(
          (action) => `${role.address} may ${action}`,
        ),
      ),
  );
}

/** The bucket itself refuses a role of nodes, whatever somebody grants it later. */
function denied(
  role: Resource,
  bucket: Resource,
  statements: readonly PolicyStatement[],
  evidence: Evidence,
): readonly Observation[] {
  const refusing = statements.filter(
    (one) =>
      one.effect === "Deny" &&
      means(one, role, evidence) &&
      one.resources.some((resource) => takesInAll(resource, bucket, evidence)),
  );
  const left = NEVER.filter((action) => !refusing.some((one) => speaksOf(one, action)));
  return [
    passIf(left.length === 0, {
      actual:
        left.length === 0
          ? `it refuses ${role.address}`
          : `its policy does not refuse ${role.address} ${left.join(", ")}`,
      expected: "a policy of the bucket that refuses nodes everything but to put",
      severity: "warning",
    }),
  ];
}

/** Whether a statement means a role: by its name, or everybody who has its ARN. */
function means(statement: PolicyStatement, role: Resource, evidence: Evidence): boolean {
  const { principals, notPrincipals, conditions } = statement;
  if (notPrincipals.length > 0) return false;
  const isRole = (name: string) => whoIs(name, [role], evidence) === "vault";
  if (conditions.length === 0) return meansEverybody(statement) || principals.some(isRole);
  return (
    meansEverybody(statement) &&
    conditions.every(
      ({ operator, key, values }) =>
        /^(Arn|String)(Equals|Like)$/.test(operator) &&
        /^aws:PrincipalArn$/i.test(key) &&
        values.some(isRole),
    )
  );
}

/** The bucket's key encrypts snapshots and nothing else, and no node opens anything with it. */
function ownKey(bucket: Resource, roles: readonly Resource[], evidence: Evidence): readonly Observation[] {
  const { resources } = evidence;
  const buckets = snapshotBuckets(evidence);
  const isOfSnapshots = (user: Resource) =>
    buckets.includes(user) ||
    resources.namedBy(user.at("bucket"), "aws_s3_bucket").some((one) => buckets.includes(one));
  const uses = keyUses(evidence);
  const keys = uses
    .filter(({ user }) => user === bucket || resources.namedBy(user.at("bucket")).includes(bucket))
    .filter(({ user }) => isOfSnapshots(user))
    .map(({ key }) => key);
  return [...new Set(keys)].flatMap((key) => [
    ...none(
      uses
        .filter((use) => use.key === key && !isOfSnapshots(use.user))
        .map(({ user }) => `${key.address} encrypts ${user.address} as well`),
      "a key for snapshots alone",
    ),
    ...none(
      roles.flatMap((role) =>
        opens(role, key, evidence) ? [`${role.address} may decrypt with ${key.address}`] : [],
      ),
      "no node that opens a snapshot",
    ),
  ]);
}

/** Whether a role may decrypt with a key, through S3 or not, by its own policies or the key's. */
function opens(role: Resource, key: Resource, evidence: Evidence): boolean {
  const isOpening = (one: PolicyStatement) => one.effect === "Allow" && speaksOf(one, "kms:Decrypt");
  return (
    statementsOfKey(key, evidence).some(
      (one) => isOpening(one) && one.principals.some((name) => whoIs(name, [role], evidence) === "vault"),
    ) ||
    grantsOf(role, evidence).policies.some(({ statements }) =>
      (statements ?? []).some(
        (one) =>
          isOpening(one) && evidence.resources.namedBy(new Value("Resource", one.resources)).includes(key),
      ),
    )
  );
}
