import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added } from "./added";

const sealKey = (draft: Draft) => draft.resource("aws_kms_key", "vault_seal");
const sealArn = (draft: Draft) => `\${${draft.address("aws_kms_key", "vault_seal")}.arn}`;
const nodePolicy = (draft: Draft) => draft.resource("aws_iam_role_policy", "node-role");
const nodeRole = (draft: Draft) => `\${${draft.address("aws_iam_role", "node-role")}.name}`;

const statement = (rule: string, name: string, holder: (draft: Draft) => Editable, more: Editable) =>
  added(rule, name, (draft) =>
    draft.policy(holder(draft), ({ Statement }) => Statement.push({ Effect: "Allow", ...more })),
  );

/** Rights beside those that are needed. */
export const KEYS: readonly Mutation[] = [
  statement("SEAL-04", "everybody in the policy of the seal key", sealKey, {
    Principal: "*",
    Action: "kms:Decrypt",
    Resource: "*",
  }),
  statement("SEAL-04", "another role in the policy of the seal key", sealKey, {
    Principal: { AWS: "arn:aws:iam::123456789012:role/ops" },
    Action: ["kms:Decrypt"],
    Resource: "*",
  }),
  statement("SEAL-04", "all but little in the policy of the seal key", sealKey, {
    Principal: { AWS: "arn:aws:iam::123456789012:role/ops" },
    NotAction: "kms:ScheduleKeyDeletion",
    Resource: "*",
  }),
  added("SEAL-04", "a grant on the seal key", (draft) =>
    draft.add("aws_kms_grant", "ops", {
      key_id: sealArn(draft),
      grantee_principal: "arn:aws:iam::123456789012:role/ops",
      operations: ["Decrypt"],
    }),
  ),
  added("SEAL-04", "logs that are encrypted with the seal key", (draft) => {
    draft.resource("aws_cloudwatch_log_group", "audit").kms_key_id = sealArn(draft);
  }),
  added("SEAL-04", "volumes that are encrypted with the seal key", (draft) => {
    for (const { ebs } of draft.resource("aws_launch_template").block_device_mappings) {
      ebs.kms_key_id = sealArn(draft);
    }
  }),
  added("SEAL-04", "no policy of the seal key", (draft) => {
    delete sealKey(draft).policy;
  }),
  added("SEAL-03", "a seal key that is disabled", (draft) => {
    sealKey(draft).is_enabled = false;
  }),
  added("SEAL-05", "no rule that listens", (draft) => draft.remove("aws_cloudwatch_event_rule")),
  added("SEAL-05", "no target of the rule", (draft) => draft.remove("aws_cloudwatch_event_target")),
  added("SEAL-05", "a rule that is switched off", (draft) => {
    for (const rule of draft.resources("aws_cloudwatch_event_rule")) rule.state = "DISABLED";
  }),
  added("SEAL-05", "a topic without readers", (draft) => draft.remove("aws_sns_topic_subscription")),
  added("SEAL-02", "a token in an output", (draft) => {
    draft.configuration.output = { token: { value: "hvs.CAESIJ1234567890abcdefghijklmnopqrstuvwxyz" } };
  }),
  added("SEAL-02", "a password as a default", (draft) => {
    draft.configuration.variable = { db_password: { type: "string", default: "correct-horse-battery" } };
  }),
  added("SEAL-02", "credentials of the provider", (draft) => {
    draft.configuration.provider.aws[0].access_key = "AKIAIOSFODNN7EXAMPLE";
    draft.configuration.provider.aws[0].secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  }),
  statement("IAM-01", "everything, for the nodes", nodePolicy, { Action: "*", Resource: "*" }),
  statement("IAM-01", "everything but little, for the nodes", nodePolicy, {
    NotAction: "iam:*",
    Resource: "*",
  }),
  statement("IAM-01", "rights over roles, for the nodes", nodePolicy, {
    Action: "iam:PassRole",
    Resource: "arn:aws:iam::123456789012:role/admin",
  }),
  statement("IAM-01", "writing over what nodes boot from", nodePolicy, {
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::*/*",
  }),
  statement("IAM-01", "deleting snapshots", nodePolicy, {
    Action: "s3:DeleteObject",
    Resource: "arn:aws:s3:::company-vault-snapshots/*",
  }),
  statement("SEAL-04", "decrypting with every key, for the nodes", nodePolicy, {
    Action: "kms:Decrypt",
    Resource: "*",
  }),
  added("IAM-01", "a managed policy on the role", (draft) => {
    draft.resource("aws_iam_role", "node-role").managed_policy_arns = [
      "arn:aws:iam::aws:policy/AdministratorAccess",
    ];
  }),
  added("IAM-01", "an inline policy on the role", (draft) => {
    draft.resource("aws_iam_role", "node-role").inline_policy = [
      {
        name: "more",
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
      },
    ];
  }),
  added("IAM-01", "an attached policy", (draft) =>
    draft.add("aws_iam_role_policy_attachment", "admin", {
      role: nodeRole(draft),
      policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  ),
  added("IAM-01", "an attachment of many", (draft) =>
    draft.add("aws_iam_policy_attachment", "admin", {
      name: "admin",
      roles: [nodeRole(draft)],
      policy_arn: "arn:aws:iam::aws:policy/PowerUserAccess",
    }),
  ),
  added("IAM-01", "everybody may assume the role", (draft) =>
    draft.policy(
      draft.resource("aws_iam_role", "node-role"),
      ({ Statement }) =>
        Statement.push({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
      "assume_role_policy",
    ),
  ),
  added("MON-09", "an alarm without an action", (draft) =>
    draft.add("aws_cloudwatch_metric_alarm", "sealed", {
      alarm_name: "vault-sealed",
      namespace: "HardenedVault/vault-prod",
      metric_name: "vault.core.unsealed",
      comparison_operator: "LessThanThreshold",
      evaluation_periods: 1,
      threshold: 1,
    }),
  ),
  added("MON-09", "a topic to which everybody subscribes", (draft) =>
    draft.policy(draft.resource("aws_sns_topic_policy"), ({ Statement }) =>
      Statement.push({ Effect: "Allow", Principal: "*", Action: "sns:Subscribe", Resource: "*" }),
    ),
  ),
  added("SUP-03", "a state in a file", (draft) => {
    draft.configuration.terraform.backend = { local: { path: "terraform.tfstate" } };
  }),
  added("SUP-03", "a provider of any version", (draft) => {
    draft.configuration.terraform.required_providers.vault = { source: "hashicorp/vault" };
  }),
  added("SUP-02", "a public list of rights of the bucket", (draft) =>
    draft.add("aws_s3_bucket_acl", "artifacts", {
      bucket: `\${${draft.address("aws_s3_bucket", "vault_artifacts")}.bucket}`,
      acl: "public-read",
    }),
  ),
  added("SUP-02", "everybody in the policy of the bucket", (draft) =>
    draft.policy(draft.resource("aws_s3_bucket_policy", "vault_artifacts"), ({ Statement }) =>
      Statement.push({ Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: "*" }),
    ),
  ),
  added("SUP-02", "no block of public access", (draft) =>
    draft.remove("aws_s3_bucket_public_access_block", "artifacts"),
  ),
];
