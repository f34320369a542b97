import { is, oneOf } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import { none } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import { foreignAccounts } from "../../evidence/own-account";
import {
  isNarrowed,
  meansEverybody,
  type PolicyStatement,
  speaksOf,
  statementsOf,
} from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { vaultResources } from "../../evidence/vault-resources";

const BLOCKS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

/** Buckets of Vault's, that nodes fetch from or that tell who did: they keep what they had and are nobody else's. */
export function artefactBuckets(evidence: Evidence): readonly Observation[] {
  return vaultResources(evidence)
    .ofType("aws_s3_bucket")
    .flatMap((bucket) => [
      ...settings(bucket, evidence),
      ...policy(bucket, evidence),
      ...kept(bucket, evidence),
    ]);
}

function settings(bucket: Resource, { resources }: Evidence): readonly Observation[] {
  const of = (type: string) => resources.naming(bucket, type, "bucket");
  const versioning = of("aws_s3_bucket_versioning").map((one) =>
    is(one.at("versioning_configuration.status"), "Enabled", { name: `${one.address} status` }),
  );
  const blocks = of("aws_s3_bucket_public_access_block");
  const lists = [bucket.at("acl"), ...of("aws_s3_bucket_acl").map((one) => one.at("acl"))];
  const owners = of("aws_s3_bucket_ownership_controls").map((one) =>
    is(one.at("rule.object_ownership"), "BucketOwnerEnforced", { name: `${one.address} object_ownership` }),
  );
  const encryption = of("aws_s3_bucket_server_side_encryption_configuration");
  const holdsLogs = resources.naming(bucket, "aws_s3_bucket_logging", "target_bucket").length > 0;
  return [
    weigh(
      encryption.length > 0 || !bucket.at("server_side_encryption_configuration").isAbsent,
      bucket,
      "how it encrypts what it holds",
    ),
    // A log of what is logged would never end.
    ...(holdsLogs
      ? []
      : [
          weigh(
            of("aws_s3_bucket_logging").length > 0 || !bucket.at("logging").isAbsent,
            bucket,
            "who reads it, and writes to it",
          ),
        ]),
    some(
      versioning.length > 0 || bucket.at("versioning.enabled").literal === true,
      bucket,
      "versions of what it holds",
    ),
    ...versioning,
    some(blocks.length > 0, bucket, "a public access block"),
    ...blocks.flatMap((block) =>
      BLOCKS.map((key) => is(block.at(key), true, { name: `${block.address} ${key}` })),
    ),
    some(owners.length > 0, bucket, "one owner of all objects"),
    ...owners,
    ...lists
      .filter((list) => !list.isAbsent)
      .map((list) => oneOf(list, ["private", "log-delivery-write"], { name: `${bucket.address} acl` })),
  ];
}

function some(holds: boolean, { address }: Resource, expected: string): Observation {
  return passIf(holds, { actual: `${address} has ${holds ? "" : "no setting for "}${expected}`, expected });
}

/** What AWS does not leave open, or what only tells of it afterwards. */
function weigh(holds: boolean, bucket: Resource, expected: string): Observation {
  return { ...some(holds, bucket, expected), severity: "warning" };
}

/** Nobody without TLS, and nobody who is not known. */
function policy(bucket: Resource, evidence: Evidence): readonly Observation[] {
  const { resources } = evidence;
  const texts = resources.naming(bucket, "aws_s3_bucket_policy", "bucket").map((one) => one.at("policy"));
  const read = texts.map((text) => statementsOf(text, resources));
  const expected = "a policy that refuses what comes without TLS and lets nobody in who is not known";
  if (read.includes(undefined)) {
    return [
      unknown({
        actual: `the policy of ${bucket.address}`,
        expected,
        reason: "nobody can say what it will be",
      }),
    ];
  }
  const statements = read.flatMap((one) => one ?? []);
  const open = statements.filter(
    (statement) =>
      statement.effect === "Allow" &&
      (meansEverybody(statement) || statement.principals.includes("Service:*")) &&
      !(isNarrowed(statement) && !statement.principals.includes("Service:*")),
  );
  return [
    some(
      statements.some((statement) => refusesPlain(statement, bucket, resources)),
      bucket,
      "a policy that refuses what comes without TLS",
    ),
    ...none(
      [
        ...open.map(({ sid }) => `${bucket.address}: ${sid || "a statement"} lets everybody in`),
        ...foreignAccounts(statements, evidence).map(
          (account) => `${bucket.address} lets account ${account} in`,
        ),
      ],
      "nobody in who is not known",
    ),
  ];
}

function refusesPlain(
  statement: PolicyStatement,
  bucket: Resource,
  resources: Evidence["resources"],
): boolean {
  const isPlain = statement.conditions.some(
    ({ operator, key, values }) =>
      operator === "Bool" && key.toLowerCase() === "aws:securetransport" && values.join() === "false",
  );
  const own = statement.resources.filter(
    (one) =>
      one === "*" ||
      resourcesNamed(one, resources).includes(bucket) ||
      one.includes(String(bucket.at("bucket").literal)),
  );
  return (
    statement.effect === "Deny" &&
    meansEverybody(statement) &&
    statement.notPrincipals.length === 0 &&
    statement.conditions.length === 1 &&
    isPlain &&
    ["s3:GetObject", "s3:PutObject", "s3:ListBucket"].every((action) => speaksOf(statement, action)) &&
    own.some((one) => one === "*" || one.endsWith("/*")) &&
    own.some((one) => one === "*" || !one.endsWith("/*"))
  );
}

function resourcesNamed(text: string, resources: Evidence["resources"]): readonly Resource[] {
  return resources.ofType("aws_s3_bucket").filter(({ address }) => text.includes(`\${${address}.`));
}

/** A plan and a state do not tell the lifecycle of a resource. */
function kept(bucket: Resource, { form }: Evidence): readonly Observation[] {
  return [
    is(bucket.at("force_destroy"), false, { whenAbsent: false, name: `${bucket.address} force_destroy` }),
    ...(form === "configuration"
      ? [is(bucket.at("lifecycle.prevent_destroy"), true, { name: `${bucket.address} prevent_destroy` })]
      : []),
  ];
}
