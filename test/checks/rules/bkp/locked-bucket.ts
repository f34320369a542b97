import type { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration";
import { lockedBucket } from "../../../../lib/checks/rules/bkp/locked-bucket";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const BUCKET = "aws_s3_bucket.vault_snapshots_bucket";
const NAME = "snapshots_bucket";

const on = (when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on: BUCKET,
  edit,
  ...(says === undefined ? {} : { says }),
});

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
const changed = (when: string, type: string, edit: (attributes: any) => void, says?: RegExp) =>
  on(when, (draft) => edit(draft.resource(type, NAME)), says);

const nodesMay = (when: string, action: string) =>
  on(
    when,
    (draft) =>
      draft.policy(draft.resource("aws_iam_role_policy", "node-role"), (policy) =>
        policy.Statement.push({
          Sid: "More",
          Effect: "Allow",
          Action: action,
          Resource: `\${${draft.address("aws_s3_bucket", NAME)}.arn}/*`,
        }),
      ),
    /may s3:/,
  );

const policy = (
  when: string,
  edit: (policy: { Statement: Record<string, unknown>[] }) => void,
  says?: RegExp,
) => on(when, (draft) => draft.policy(draft.resource("aws_s3_bucket_policy", NAME), edit), says);

const LOCK = "aws_s3_bucket_object_lock_configuration";
const LIFE = "aws_s3_bucket_lifecycle_configuration";
const SSE = "aws_s3_bucket_server_side_encryption_configuration";
const BLOCK = "aws_s3_bucket_public_access_block";

export const cases: RuleCases = {
  rule: lockedBucket,
  passes: [
    { on: BUCKET },
    { on: "aws_s3_bucket.vault_snapshots_replication_copies" },
    changed("locked by governance", LOCK, (lock) => {
      lock.rule.default_retention.mode = "GOVERNANCE";
    }),
    changed("kept for years", LIFE, (life) => {
      life.rule[0].expiration[0].days = 2000;
    }),
  ],
  fails: [
    policy(
      "another account reads it",
      ({ Statement }) =>
        Statement.push({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::999999999999:root" },
          Action: "s3:GetObject",
          Resource: "*",
        }),
      /999999999999/,
    ),
    policy("it no longer refuses nodes", ({ Statement }) => Statement.pop(), /does not refuse/),
    policy(
      "it refuses everybody but nodes",
      ({ Statement }) => {
        const refusal = Statement.at(-1) ?? {};
        refusal.NotPrincipal = refusal.Principal;
        delete refusal.Principal;
      },
      /does not refuse/,
    ),
    policy("lists may be asked for in clear text", ({ Statement: [tls] }) => {
      Object.assign(tls ?? {}, { Resource: [[tls?.Resource].flat().at(-1)] });
    }),
    changed(
      "volumes have the same key",
      SSE,
      (encryption) => {
        encryption.rule[0].apply_server_side_encryption_by_default.kms_master_key_id =
          "${aws_kms_key.vault_nodes_data-key_FD7F61E4.arn}";
      },
      /encrypts .* as well/,
    ),
    on(
      "nodes may decrypt through S3",
      (draft) =>
        draft.policy(draft.resource("aws_kms_key", "snapshots_bucket_key"), ({ Statement }) => {
          for (const one of Statement) if (one.Sid === "NodesEncryptThroughS3") one.Action = "kms:*";
        }),
      /may decrypt with/,
    ),
    on(
      "there is another way to it",
      (draft) =>
        draft.add("aws_s3_access_point", "more", {
          bucket: `\${${draft.address("aws_s3_bucket", NAME)}.id}`,
          name: "more",
        }),
      /another way/,
    ),
    ...[
      LOCK,
      SSE,
      BLOCK,
      "aws_s3_bucket_versioning",
      "aws_s3_bucket_logging",
      "aws_s3_bucket_policy",
      LIFE,
    ].map((type) => on(`there is no ${type}`, (draft) => draft.remove(type, NAME))),
    changed("the lock is a day", LOCK, (lock) => {
      lock.rule.default_retention.days = 1;
    }),
    changed("nothing is locked by default", LOCK, (lock) => {
      delete lock.rule.default_retention;
    }),
    changed("the bucket was made without", "aws_s3_bucket", (bucket) => {
      bucket.object_lock_enabled = false;
    }),
    changed("snapshots end before their lock", LIFE, (life) => {
      life.rule[0].expiration[0].days = 7;
    }),
    changed("old versions end before their lock", LIFE, (life) => {
      life.rule[0].noncurrent_version_expiration[0].noncurrent_days = 1;
    }),
    changed("S3's own key encrypts", SSE, (sse) => {
      sse.rule[0].apply_server_side_encryption_by_default = { sse_algorithm: "AES256" };
    }),
    changed("a key of AWS encrypts", SSE, (sse) => {
      sse.rule[0].apply_server_side_encryption_by_default.kms_master_key_id = "alias/aws/s3";
    }),
    changed("versions are suspended", "aws_s3_bucket_versioning", (versioning) => {
      versioning.versioning_configuration.status = "Suspended";
    }),
    ...["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].map(
      (key) =>
        changed(`${key} is off`, BLOCK, (block) => {
          block[key] = false;
        }),
    ),
    changed("it logs into itself", "aws_s3_bucket_logging", (logging) => {
      logging.target_bucket = logging.bucket;
    }),
    on(
      "plain text passes",
      (draft) =>
        draft.policy(draft.resource("aws_s3_bucket_policy", NAME), (policy) => {
          policy.Statement[0].Condition.Bool["aws:SecureTransport"] = "true";
        }),
      /plain text/,
    ),
    on("one role alone needs TLS", (draft) =>
      draft.policy(draft.resource("aws_s3_bucket_policy", NAME), (policy) => {
        policy.Statement[0].Principal = { AWS: "arn:aws:iam::123456789012:role/x" };
      }),
    ),
    nodesMay("nodes read", "s3:GetObject"),
    nodesMay("nodes delete", "s3:DeleteObject*"),
    nodesMay("nodes take the lock off", "s3:BypassGovernanceRetention"),
    nodesMay("nodes do everything", "s3:*"),
  ],
  unknown: [
    changed("a variable says how long", LOCK, (lock) => {
      lock.rule.default_retention.days = "${var.days}";
    }),
    changed("a variable is the policy", "aws_s3_bucket_policy", (policy) => {
      policy.policy = "${var.policy}";
    }),
  ],
  notApplicable: [
    {
      when: "no bucket is for snapshots",
      on: "",
      edit: (draft) => draft.remove("aws_s3_bucket", "snapshots"),
    },
  ],
  weakened: [
    {
      when: "default_retention",
      on: BUCKET,
      override: (production) =>
        production
          .at<S3BucketObjectLockConfigurationA>("snapshots/bucket/object-lock")
          .addOverride("rule.default_retention.days", 1),
    },
  ],
  repaired: [
    {
      when: "default_retention",
      on: BUCKET,
      override: (production) => {
        const lock = production.at<S3BucketObjectLockConfigurationA>("snapshots/bucket/object-lock");
        lock.addOverride("rule.default_retention.days", 1);
        lock.addOverride("rule.default_retention.days", 36);
      },
    },
  ],
};
