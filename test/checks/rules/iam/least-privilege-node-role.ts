import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { leastPrivilegeNodeRole } from "../../../../lib/checks/rules/iam/least-privilege-node-role";
import type { Draft } from "../../support/draft";
import { withoutMachines } from "../../support/edits";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const ROLE = "aws_iam_role.vault_node-role";
type Statement = Record<string, unknown>;

/** Changes the policy of the node role. */
const policy = (draft: Draft, change: (statements: Statement[]) => void) =>
  draft.policy(draft.resource("aws_iam_role_policy", "node-role"), ({ Statement }) => change(Statement));

/** Changes one statement. */
const statement = (draft: Draft, sid: string, change: Statement) =>
  policy(draft, (statements) => {
    const found = statements.find(({ Sid }) => Sid === sid);
    if (found === undefined) throw new Error(`no statement ${sid}`);
    Object.assign(found, change);
  });

const grants = (more: Statement) => (draft: Draft) =>
  policy(draft, (statements) => statements.push({ Effect: "Allow", ...more }));

const trusts = (change: Statement) => (draft: Draft) =>
  draft.policy(
    draft.resource("aws_iam_role", "node-role"),
    ({ Statement }) => Object.assign(Statement[0], change),
    "assume_role_policy",
  );

const attached = (arn: string) => (draft: Draft) =>
  draft.add("aws_iam_role_policy_attachment", "more", {
    role: `\${${draft.address("aws_iam_role", "node-role")}.name}`,
    policy_arn: arn,
  });

/** A role of a service that works for Vault. */
const service = (name: string, when: string, edit: (draft: Draft) => unknown, says?: RegExp): EditCase => ({
  when,
  on: `aws_iam_role.vault_${name}`,
  edit: (draft) => void edit(draft),
  ...(says === undefined ? {} : { says }),
});
const trusted = (name: string, more: Statement) => (draft: Draft) =>
  draft.policy(
    draft.resource("aws_iam_role", name),
    ({ Statement }) => Statement.push({ Effect: "Allow", Action: "sts:AssumeRole", ...more }),
    "assume_role_policy",
  );

const fails = (when: string, edit: (draft: Draft) => unknown, says?: RegExp): EditCase => ({
  when,
  on: ROLE,
  edit: (draft) => void edit(draft),
  ...(says === undefined ? {} : { says }),
});

export const cases: RuleCases = {
  rule: leastPrivilegeNodeRole,
  passes: [
    { on: ROLE },
    { on: "aws_iam_role.vault_snapshots_replication" },
    { on: "aws_iam_role.vault_network_flow-log" },
    { on: "aws_iam_role.vault_key-tampering" },
    {
      when: "it may put snapshots below a prefix and publish to a topic",
      on: ROLE,
      edit: (draft) => {
        grants({ Action: "s3:PutObject", Resource: "arn:aws:s3:::vault-snapshots/daily/*" })(draft);
        grants({ Action: "sns:Publish", Resource: "arn:aws:sns:eu-central-1:123456789012:alarms" })(draft);
        grants({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::210987654321:role/vault-auth" })(draft);
      },
    },
    {
      when: "something is denied to it everywhere",
      on: ROLE,
      edit: (draft) => policy(draft, (all) => all.push({ Effect: "Deny", Action: "s3:*", Resource: "*" })),
    },
    {
      when: "another role of the stack may do everything",
      on: ROLE,
      edit: (draft) => {
        draft.add("aws_iam_role", "other", { assume_role_policy: "{}" });
        draft.add("aws_iam_role_policy", "other", {
          role: "${aws_iam_role.other.name}",
          policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
        });
      },
    },
  ],
  fails: [
    service(
      "snapshots_replication",
      "who copies snapshots may do nothing",
      (draft) => draft.remove("aws_iam_role_policy", "replication"),
      /may do nothing/,
    ),
    service(
      "snapshots_replication",
      "everybody may copy snapshots",
      trusted("replication", { Principal: "*" }),
    ),
    service(
      "network_flow-log",
      "another account may write the log",
      trusted("flow-log", { Principal: { AWS: "arn:aws:iam::999999999999:root" } }),
      /999999999999/,
    ),
    service(
      "key-tampering",
      "events are sent on for whoever asks",
      (draft) =>
        draft.policy(
          draft.resource("aws_iam_role", "key-tampering"),
          ({ Statement }) => delete Statement[0].Condition,
          "assume_role_policy",
        ),
      /on whoever's behalf/,
    ),
    service(
      "snapshots_replication",
      "who copies snapshots may do everything",
      (draft) =>
        draft.policy(draft.resource("aws_iam_role_policy", "replication"), ({ Statement }) =>
          Statement.push({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        ),
      /grants s3:\*/,
    ),
    service("key-tampering", "who sends events on is an administrator", (draft) =>
      draft.add("aws_iam_role_policy_attachment", "more", {
        role: `\${${draft.address("aws_iam_role", "key-tampering")}.name}`,
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    ),
    fails("it may do everything", grants({ Action: "*", Resource: "*" }), /every action of every service/),
    fails("it may do all with keys", grants({ Action: "kms:*", Resource: "arn:aws:kms:eu:1:key/abc" })),
    fails("it may do all but one thing", grants({ NotAction: "iam:*", Resource: "*" }), /everything but/),
    fails(
      "it may read the root token",
      grants({
        Action: "secretsmanager:GetSecretValue",
        Resource: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vault-root-token-*",
      }),
      /operators alone/,
    ),
    fails(
      "it may read recovery keys",
      grants({
        Action: "ssm:GetParameter",
        Resource: "arn:aws:ssm:eu-central-1:123456789012:parameter/vault/recovery-keys",
      }),
      /operators alone/,
    ),
    fails(
      "it may read all but one secret",
      grants({ Action: "secretsmanager:GetSecretValue", NotResource: "arn:aws:s3:::x" }),
    ),
    fails(
      "it reads every secret",
      grants({ Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:*:*:secret:*" }),
    ),
    fails("it reads the parameters", grants({ Action: "ssm:GetParameter", Resource: "*" })),
    fails("it passes roles", grants({ Action: "iam:PassRole", Resource: "arn:aws:iam::1:role/node" })),
    fails("it assumes any role", grants({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::1:role/*" })),
    fails(
      "it administers a key",
      grants({ Action: "kms:PutKeyPolicy", Resource: "arn:aws:kms:eu:1:key/abc" }),
    ),
    fails("it ends machines", grants({ Action: "ec2:TerminateInstances", Resource: "arn:aws:ec2:::i/i-1" })),
    fails(
      "it deletes snapshots",
      grants({ Action: "s3:DeleteObject", Resource: "arn:aws:s3:::snaps/daily/*" }),
    ),
    fails(
      "it goes around the lock",
      grants({ Action: "S3:bypassGovernanceRetention", Resource: "arn:aws:s3:::snaps/daily/*" }),
    ),
    fails("it deletes by wildcard", grants({ Action: "s3:Del*", Resource: "arn:aws:s3:::snaps/daily/*" })),
    fails("it puts anywhere", grants({ Action: "s3:PutObject", Resource: "arn:aws:s3:::snaps/*" })),
    fails("it puts into any bucket", grants({ Action: "s3:PutObject", Resource: "arn:aws:s3:::*" })),
    fails("it sees passwords of machines", grants({ Action: "ec2:GetPasswordData", Resource: "*" })),
    fails(
      "it writes over the bundle",
      (draft) =>
        grants({
          Action: "s3:PutObject",
          Resource: `\${${draft.address("aws_s3_bucket", "artifacts")}.arn}/vault-prod/*`,
        })(draft),
      /boot from/,
    ),
    fails("it writes over the release", (draft) =>
      statement(draft, "FetchRelease", { Action: ["s3:GetObjectVersion", "s3:PutObject"] }),
    ),
    fails(
      "metrics of any namespace are written",
      (draft) => statement(draft, "WriteMetrics", { Condition: {} }),
      /cloudwatch:namespace/,
    ),
    fails("a condition holds where its key is missing", (draft) =>
      statement(draft, "WriteMetrics", {
        Condition: { StringEqualsIfExists: { "cloudwatch:namespace": "HardenedVault/vault-prod" } },
      }),
    ),
    fails("any certificate is issued", (draft) =>
      statement(draft, "IssueNodeCertificate", { Condition: undefined }),
    ),
    fails("a CA is issued", (draft) =>
      statement(draft, "IssueNodeCertificate", {
        Condition: {
          StringEquals: {
            "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1",
          },
        },
      }),
    ),
    fails("any group's lifecycle is completed", (draft) =>
      statement(draft, "CompleteLifecycle", {
        Resource: "arn:aws:autoscaling:eu-central-1:1:autoScalingGroup:*:autoScalingGroupName/*",
      }),
    ),
    fails(
      "another service assumes it",
      trusts({ Principal: { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] } }),
    ),
    fails("the account assumes it", trusts({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
    fails("everybody assumes it", trusts({ Principal: "*" })),
    fails("everybody but one assumes it", trusts({ Principal: undefined, NotPrincipal: { AWS: "1" } })),
    fails(
      "it is an administrator",
      attached("arn:aws:iam::aws:policy/AdministratorAccess"),
      /AdministratorAccess/,
    ),
    fails("policies are attached in the role", (draft) => {
      draft.resource("aws_iam_role", "node-role").managed_policy_arns = [
        "arn:aws:iam::aws:policy/PowerUserAccess",
      ];
    }),
    fails("a block of the role grants more", (draft) => {
      const all = JSON.stringify({ Statement: [{ Effect: "Allow", Action: ["s3:*"], Resource: ["*"] }] });
      draft.resource("aws_iam_role", "node-role").inline_policy = [{ name: "more", policy: all }];
    }),
    fails("a policy that is attached from its side grants more", (draft) => {
      const all = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }] });
      draft.add("aws_iam_policy", "more", { policy: all });
      draft.add("aws_iam_policy_attachment", "more", {
        roles: [`\${${draft.address("aws_iam_role", "node-role")}.name}`],
        policy_arn: "${aws_iam_policy.more.arn}",
      });
    }),
    fails("a policy document grants more", (draft) => {
      draft.configuration.data.aws_iam_policy_document = {
        more: { statement: [{ actions: ["iam:*"], resources: ["*"] }] },
      };
      draft.add("aws_iam_role_policy", "more", {
        role: `\${${draft.address("aws_iam_role", "node-role")}.id}`,
        policy: "${data.aws_iam_policy_document.more.json}",
      });
    }),
    fails("log groups of every account are listed", (draft) =>
      statement(draft, "FindSessionLogGroup", { Resource: "*" }),
    ),
    {
      ...fails("there is no role", (draft) => {
        draft.resource("aws_launch_template").iam_instance_profile = {};
      }),
      on: "aws_launch_template",
    },
  ],
  unknown: [
    {
      when: "a variable is the policy",
      on: ROLE,
      edit: (draft) => {
        draft.resource("aws_iam_role_policy", "node-role").policy = "${var.policy}";
      },
    },
    { when: "a variable names a policy", on: ROLE, edit: attached("${var.policy_arn}") },
    {
      when: "a variable names the resource",
      on: ROLE,
      edit: grants({ Action: "s3:GetObject", Resource: "${var.bucket_arn}/daily/x" }),
    },
    {
      when: "a variable says who assumes it",
      on: ROLE,
      edit: trusts({ Principal: { Service: "${var.service}" } }),
    },
    {
      when: "the profile is another stack's",
      on: "aws_launch_template",
      edit: (draft) => {
        draft.resource("aws_launch_template").iam_instance_profile = { name: "company-node" };
      },
    },
    {
      ...fails("the role is another stack's", (draft) => {
        draft.resource("aws_iam_instance_profile").role = "AdministratorRole";
      }),
      on: "aws_launch_template",
    },
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "who assumes the role",
      on: ROLE,
      override: (production) =>
        production.at<IamRole>("node-role/Resource").addOverride(
          "assume_role_policy",
          JSON.stringify({
            Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
          }),
        ),
    },
  ],
  repaired: [
    {
      when: "the policy",
      on: ROLE,
      override: (production) => {
        const granted = production.at<IamRolePolicy>("node-role/policy");
        granted.policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
        const peers = { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" };
        granted.addOverride("policy", JSON.stringify({ Statement: [peers] }));
      },
    },
  ],
};
