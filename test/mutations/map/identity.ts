import { becomes, decidedLater, elsewhere, joinedBy, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const STATEMENT = "aws_iam_role_policy#vault_node-role_policy.policy.Statement";
const WIDER_ACTIONS = ["*", "iam:PassRole", "s3:*", "iam:*"];

/** A role of a service that works for Vault. */
export function serviceRole(name: string): MutationMap {
  const trust = `aws_iam_role#${name}.assume_role_policy.Statement.*`;
  const policy = `aws_iam_role_policy#${name}.policy.Statement.*`;
  return {
    [`${trust}.Action`]: irrelevant("a role is assumed by no other action"),
    [`${trust}.Principal.Service`]: guarded("IAM-01", becomes("*"), joinedBy("*")),
    [`${trust}.Condition.StringEquals.aws:SourceAccount`]: irrelevant(
      "the ARN beside it, or it alone, says for whom the service works; that neither does is tried beside",
    ),
    [`${policy}.Action`]: guarded("IAM-01", becomes("*", "s3:*", "iam:*"), joinedBy("*", "kms:*")),
    [`${policy}.Resource`]: irrelevant("what AWS cannot restrict among others; everything is tried beside"),
  };
}

/** What keeps roles of services to their errand. */
const ERRANDS: MutationMap = {
  "aws_iam_role.assume_role_policy.Statement.*.Condition.Arn*.aws:SourceArn": irrelevant(
    "the account beside it says for whom the service works",
  ),
  "aws_iam_role_policy#replication.policy.Statement.*.Condition.**": irrelevant(
    "through which service a key is used that is named",
  ),
};

/** Who the nodes are, and what they and the helpers of the stack may do. */
export const IDENTITY: MutationMap = {
  "aws_iam_role#vault_node-role.assume_role_policy.Statement.Instances.Principal.Service": guarded(
    "IAM-01",
    becomes("lambda.amazonaws.com", "*"),
    joinedBy("lambda.amazonaws.com", "ecs-tasks.amazonaws.com"),
  ),
  "aws_iam_role.assume_role_policy.Statement.*.Action": irrelevant("a role is assumed by no other action"),
  ...ERRANDS,
  ...serviceRole("network_flow-log"),
  ...serviceRole("key-tampering"),
  "aws_iam_role_policy.role": irrelevant(
    "a policy of another role takes rights away from the nodes, and gives none",
  ),
  "aws_iam_instance_profile.role": guarded("IAM-01", elsewhere("AdministratorRole"), decidedLater),

  [`${STATEMENT}.*.Action`]: guarded("IAM-01", joinedBy(...WIDER_ACTIONS)),
  [`${STATEMENT}.FindPeers.Resource`]: irrelevant("AWS cannot restrict ec2:DescribeInstances"),
  [`${STATEMENT}.Sessions.Resource`]: irrelevant("AWS cannot restrict the channels of Session Manager"),
  [`${STATEMENT}.WriteMetrics.Resource`]: irrelevant(
    "AWS cannot restrict cloudwatch:PutMetricData by resource",
  ),
  [`${STATEMENT}.WriteMetrics.Condition.StringEquals.cloudwatch:namespace`]: guarded(
    "IAM-01",
    removed,
    becomes("*"),
  ),
  [`${STATEMENT}.CompleteLifecycle.Resource`]: guarded("IAM-01", becomes("*"), joinedBy("*")),
  [`${STATEMENT}.WriteLogs.Resource`]: guarded("IAM-01", becomes("*"), joinedBy("*", "arn:*:logs:*:*:*")),
  [`${STATEMENT}.FindSessionLogGroup.Resource`]: irrelevant("AWS cannot restrict logs:DescribeLogGroups"),
  [`${STATEMENT}.IssueNodeCertificate.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.IssueNodeCertificate.Condition.StringEquals.acm-pca:TemplateArn`]: guarded(
    "IAM-01",
    removed,
    becomes("arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1", "*"),
  ),
  [`${STATEMENT}.FetchNodeCertificate.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.FetchNodeBundle.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.FetchRelease.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.FetchNodeBundle.Action`]: guarded(
    "IAM-01",
    joinedBy("s3:DeleteObject", "s3:PutObject", "s3:*"),
  ),
  [`${STATEMENT}.Unseal.Resource`]: guarded("SEAL-04", becomes("*"), joinedBy("*", "arn:aws:kms:*:*:key/*")),
  [`${STATEMENT}.Unseal.Action`]: guarded("IAM-01", joinedBy("kms:*", "kms:CreateGrant")),
  [`${STATEMENT}.DecryptNodeBundle.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.DecryptNodeBundle.Condition.StringLike.kms:ViaService`]: guarded(
    "SEAL-04",
    removed,
    becomes("*"),
  ),
  [`${STATEMENT}.DecryptSessions.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.DecryptSessions.Condition.Null.kms:EncryptionContext:aws:ssm:*`]: irrelevant(
    "with the other of the two, or without both, the key decrypts nothing but what passes through a session",
  ),
  "aws_iam_service_linked_role.*": irrelevant("AWS alone decides what such a role may do"),
};
