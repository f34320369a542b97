import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added } from "./added";

const STRANGER = { AWS: "arn:aws:iam::999999999999:root" };

const letIn = (rule: string, type: string, name: string, more: Editable) =>
  added(rule, `another account in the policy of ${type} ${name}`, (draft) =>
    draft.policy(draft.resource(type, name), ({ Statement }) =>
      Statement.push({ Effect: "Allow", Principal: STRANGER, Resource: "*", ...more }),
    ),
  );

const trusts = (role: string, name: string, principal: Editable) =>
  added("IAM-01", `${name} in the trust of ${role}`, (draft) =>
    draft.policy(
      draft.resource("aws_iam_role", role),
      ({ Statement }) => Statement.push({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }),
      "assume_role_policy",
    ),
  );

const onBehalf = (role: string) =>
  added("IAM-01", `${role} on whoever's behalf`, (draft) =>
    draft.policy(
      draft.resource("aws_iam_role", role),
      ({ Statement }) => {
        for (const one of Statement) delete one.Condition;
      },
      "assume_role_policy",
    ),
  );

const ROLES = ["flow-log", "key-tampering", "replication"];

const forward = (draft: Draft, action: Editable) => {
  draft.resource("aws_lb_listener").default_action = [{ type: "forward", ...action }];
};

/** Who is let in beside those that are named, and where what is Vault's goes beside. */
export const STRANGERS: readonly Mutation[] = [
  letIn("BKP-02", "aws_s3_bucket_policy", "snapshots_bucket", { Action: "s3:GetObject" }),
  letIn("BKP-02", "aws_s3_bucket_policy", "replication_copies", {
    Action: ["s3:GetObject", "s3:ListBucket"],
  }),
  letIn("SUP-02", "aws_s3_bucket_policy", "artifacts", { Action: "s3:PutObject" }),
  letIn("SUP-02", "aws_s3_bucket_policy", "vault_access-logs", { Action: "s3:DeleteObject" }),
  letIn("MON-09", "aws_sns_topic_policy", "alarms", { Action: "sns:Subscribe" }),
  letIn("NET-06", "aws_vpc_endpoint", "endpoints_s3", { Action: "s3:PutObject" }),
  letIn("NET-06", "aws_vpc_endpoint", "endpoints_kms", { Action: "kms:Decrypt" }),
  ...["data-key", "logs-key", "shares-key", "snapshots_bucket_key", "alarms_key"].map((name) =>
    letIn("SEAL-04", "aws_kms_key", name, { Action: "kms:Decrypt" }),
  ),
  ...ROLES.flatMap((role) => [
    trusts(role, "everybody", "*"),
    trusts(role, "another account", STRANGER),
    onBehalf(role),
  ]),
  ...ROLES.map((role) =>
    added("IAM-01", `everything for ${role}`, (draft) =>
      draft.add("aws_iam_role_policy", "more", {
        role: `\${${draft.address("aws_iam_role", role)}.id}`,
        policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } }),
      }),
    ),
  ),
  added("BKP-02", "another way to the snapshots", (draft) =>
    draft.add("aws_s3_access_point", "more", {
      bucket: `\${${draft.address("aws_s3_bucket", "snapshots_bucket")}.id}`,
      name: "more",
    }),
  ),
  ...["snapshots_bucket", "replication_copies"].map((name) =>
    added("BKP-02", `no refusal of nodes by ${name}`, (draft) =>
      draft.policy(draft.resource("aws_s3_bucket_policy", name), (policy) => {
        policy.Statement = policy.Statement.filter(({ Sid }: Editable) => Sid !== "NodesOnlyPut");
      }),
    ),
  ),
  ...ROLES.map((role) =>
    added("IAM-01", `nothing for ${role}`, (draft) => draft.remove("aws_iam_role_policy", role)),
  ),
  ...["artifacts", "vault_access-logs"].map((name) =>
    added("SUP-02", `no encryption of ${name}`, (draft) =>
      draft.remove("aws_s3_bucket_server_side_encryption_configuration", name),
    ),
  ),
  added("SUP-02", "no log of who reads the artifacts", (draft) =>
    draft.remove("aws_s3_bucket_logging", "artifacts"),
  ),
  added("BKP-03", "no alarm on copies", (draft) =>
    draft.remove("aws_cloudwatch_metric_alarm", "replication"),
  ),
  added("NET-02", "some connections end elsewhere", (draft) =>
    forward(draft, {
      forward: {
        target_group: [
          { arn: `\${${draft.address("aws_lb_target_group")}.arn}` },
          { arn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/0123456789abcdef" },
        ],
      },
    }),
  ),
  added("AUD-06", "a class of logs that nothing filters", (draft) => {
    draft.resource("aws_cloudwatch_log_group", "node-logs_audit").log_group_class = "INFREQUENT_ACCESS";
  }),
  added("TLS-06", "a provider that calls AWS without TLS", (draft) => {
    draft.configuration.provider.aws[0].endpoints = [{ kms: "http://10.0.0.1:4566" }];
  }),
  ...(
    [
      ["NET-07", "aws_flow_log"],
      ["SUP-02", "aws_s3_bucket_public_access_block"],
      ["NET-06", "aws_vpc_endpoint"],
      ["BKP-02", "aws_s3_bucket_object_lock_configuration"],
    ] as const
  ).map(([rule, type]) =>
    added(rule, `no ${type}, by a count of 0`, (draft) => {
      for (const one of draft.resources(type)) one.count = 0;
    }),
  ),
];
