import { atLeast, is, isNot, names, oneOf } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { meansEverybody, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { snapshotBuckets } from "../../evidence/snapshot-buckets";
import { Value } from "../../evidence/value";
import { readers, takesInAll } from "./bucket-readers";

const KEYS = ["aws_kms_key", "aws_kms_replica_key", "data.aws_kms_key"];
const OWN_KEY = /^arn:[^:]+:kms:[^:]+:\d{12}:key\//;

export const lockedBucket = defineRule({
  id: "BKP-02",
  title: "Nobody deletes or reads a snapshot from a node",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever takes over a node or the account deletes the snapshots first. A snapshot holds every secret, encrypted, and every name in clear.",
  remediation:
    "Versioning, Object Lock with a default retention, a lifecycle that is longer, a key of its own, TLS only, no public access, access logs; nodes put and nothing else.",
  sources: [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  ],
  guide: ["C12", "S37"],
  controls: {
    soc2: ["A1.2", "CC6.1"],
    pciDss: ["3.5.1", "9.4.1.1", "10.3.2"],
    iso27001: ["A.8.13", "A.8.24"],
    nist80053: ["CP-9(8)", "SC-28(1)"],
  },
  claims: [],
  subjects: ({ evidence }) => snapshotBuckets(evidence),
  notApplicable: "no bucket of this stack is for snapshots",
  check: (bucket, context) => [
    ...settings(bucket, context),
    ...lock(bucket, context),
    ...encryption(bucket, context),
    tlsOnly(bucket, context),
    ...readers(bucket, context),
  ],
});

/** Settings that are a resource of their own, each of them once. */
function settings(bucket: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const own = (type: string) => resources.naming(bucket, type, "bucket");
  const there = (what: string, found: readonly unknown[]) =>
    passIf(found.length > 0, { actual: `${found.length} times ${what}`, expected: what });
  const versioning = own("aws_s3_bucket_versioning");
  const blocks = own("aws_s3_bucket_public_access_block");
  const logging = own("aws_s3_bucket_logging");
  const ownership = own("aws_s3_bucket_ownership_controls");
  const inline = !bucket.at("logging.target_bucket").isAbsent;
  return [
    is(bucket.at("force_destroy"), false, { whenAbsent: false }),
    ...(bucket.at("versioning.enabled").literal === true ? [] : [there("versioning", versioning)]),
    ...versioning.map((one) => is(one.at("versioning_configuration.status"), "Enabled")),
    there("a public access block", blocks),
    ...blocks.flatMap((one) =>
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].map(
        (key) => is(one.at(key), true),
      ),
    ),
    ...ownership.map((one) =>
      isNot(one.at("rule.object_ownership"), ["ObjectWriter", "BucketOwnerPreferred"]),
    ),
    ...(inline ? [] : [there("access logs", logging)]),
    ...logging.map((one) => {
      const isItself = resources.namedBy(one.at("target_bucket"), "aws_s3_bucket").includes(bucket);
      return passIf(!one.at("target_bucket").isAbsent && !isItself, {
        actual: `logs into ${one.at("target_bucket")}`,
        expected: "logs into another bucket: a locked one takes none",
      });
    }),
  ];
}

/** Each object is locked from the beginning, and kept for longer. */
function lock(bucket: Resource, { evidence, limits }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const locks = resources.naming(bucket, "aws_s3_bucket_object_lock_configuration", "bucket");
  const [config] = locks;
  if (config === undefined) {
    return [fail({ actual: "no default retention", expected: "Object Lock with a default retention" })];
  }
  const retention = config.at("rule.default_retention");
  const years = retention.at("years");
  const days = years.isAbsent ? retention.at("days") : new Value("days", Number(String(years)) * 365);
  const lifecycles = resources.naming(bucket, "aws_s3_bucket_lifecycle_configuration", "bucket");
  const rules = lifecycles
    .flatMap((one) => one.blocks("rule"))
    .filter((rule) => rule.at("status").literal !== "Disabled");
  const locked = Number(String(days));
  const expires = rules.flatMap((rule) => [
    ...(rule.at("expiration.days").isAbsent ? [] : [rule.at("expiration.days")]),
    ...(rule.at("noncurrent_version_expiration.noncurrent_days").isAbsent
      ? []
      : [rule.at("noncurrent_version_expiration.noncurrent_days")]),
  ]);
  return [
    is(bucket.at("object_lock_enabled"), true, {
      whenAbsent: locks.length > 0 && !bucket.at("object_lock_configuration").isAbsent,
    }),
    is(config.at("object_lock_enabled"), "Enabled", { whenAbsent: "Enabled" }),
    oneOf(retention.at("mode"), ["COMPLIANCE", "GOVERNANCE"]),
    atLeast(days, limits.snapshotLockDays, { name: "default_retention.days" }),
    passIf(expires.length > 0, {
      actual: `${expires.length} ends in the lifecycle`,
      expected: "a lifecycle that ends what is old",
    }),
    ...expires.map((one) => atLeast(one, Number.isNaN(locked) ? limits.snapshotLockDays : locked)),
    passIf(
      rules.some((rule) => !rule.at("abort_incomplete_multipart_upload.days_after_initiation").isAbsent),
      {
        actual: "what the lifecycle does with uploads that never ended",
        expected: "it takes them away",
        severity: "warning",
      },
    ),
  ];
}

function encryption(bucket: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const found = resources
    .naming(bucket, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
    .flatMap((one) => one.blocks("rule"))
    .map((rule) => rule.at("apply_server_side_encryption_by_default"));
  if (found.length === 0) {
    return [fail({ actual: "S3's own key", expected: "a key of its own in AWS KMS" })];
  }
  return found.flatMap((one) => [
    oneOf(one.at("sse_algorithm"), ["aws:kms", "aws:kms:dsse"]),
    names(one.at("kms_master_key_id"), resources, KEYS, { arn: OWN_KEY }),
  ]);
}

function tlsOnly(bucket: Resource, { evidence }: RuleContext): Observation {
  const { resources } = evidence;
  const policies = [
    ...(bucket.at("policy").isAbsent ? [] : [bucket.at("policy")]),
    ...resources.naming(bucket, "aws_s3_bucket_policy", "bucket").map((one) => one.at("policy")),
  ];
  const expected = "a policy that denies everything without TLS";
  const statements = policies.map((policy) => statementsOf(policy, resources));
  const refuses = statements.some((list) =>
    (list ?? []).some(
      (statement) =>
        statement.effect === "Deny" &&
        meansEverybody(statement) &&
        statement.notPrincipals.length === 0 &&
        statement.actions.some((action) => /^(s3:)?\*$/i.test(action)) &&
        statement.resources.some((one) => takesInAll(one, bucket, evidence)) &&
        statement.resources.some((one) => one === "*" || !one.endsWith("/*")) &&
        statement.conditions.length === 1 &&
        statement.conditions.every(
          ({ operator, key, values }) =>
            /^Bool$/i.test(operator) && /^aws:SecureTransport$/i.test(key) && values.join() === "false",
        ),
    ),
  );
  if (!refuses && statements.some((list) => list === undefined)) {
    return unknown({
      actual: "a policy that nobody can read yet",
      expected,
      reason: "it is known when it is deployed",
    });
  }
  return passIf(refuses, {
    actual: refuses ? expected : `${policies.length} policies that let plain text pass`,
    expected,
  });
}
