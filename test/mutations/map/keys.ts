import { becomes, decidedLater, emptied, joinedBy, removed, without } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const FOREIGN = "arn:aws:iam::999999999999:root";
const ANYBODY = ["*", FOREIGN];
const CRYPTOGRAPHY = ["kms:Decrypt", "kms:*", "kms:De*", "*", "kms:CreateGrant", "kms:GenerateDataKey"];

/** Keys, what may be done with them, and who is told when somebody touches the one that seals. */
export const KEYS: MutationMap = {
  "aws_kms_key.enable_key_rotation": guarded("SEAL-03", removed, becomes(false, "false"), decidedLater),
  "aws_kms_key.deletion_window_in_days": guarded("SEAL-03", becomes(7, "7", 29), decidedLater),
  "aws_kms_key.lifecycle.prevent_destroy": guarded("SEAL-03", removed, becomes(false)),
  "aws_kms_key#vault_seal.multi_region": irrelevant("Terraform would fail: the replica needs it"),
  "aws_kms_replica_key.deletion_window_in_days": guarded("SEAL-03", becomes(7), decidedLater),
  "aws_kms_replica_key.lifecycle.prevent_destroy": guarded("SEAL-03", removed, becomes(false)),
  "aws_kms_replica_key.primary_key_arn": irrelevant(
    "a replica of another key does not unseal: nothing is opened",
  ),

  "aws_kms_*key.policy.Statement.AccountAdministers.Principal.AWS": guarded("SEAL-04", becomes(...ANYBODY)),
  "aws_kms_*key#vault_seal.policy.Statement.AccountAdministers.Action": guarded(
    "SEAL-04",
    joinedBy(...CRYPTOGRAPHY),
  ),
  "aws_kms_key.policy.Statement.AccountAdministers.Action": irrelevant(
    "roles of the account, which IAM holds in check; from the seal key alone they are kept",
  ),
  "aws_kms_*key.policy.Statement.*.Resource": irrelevant(
    "in a key's policy it means this key, whatever it says",
  ),
  "aws_kms_*key.policy.Statement.Unseal.Principal.AWS": guarded(
    "SEAL-04",
    becomes(...ANYBODY, "arn:aws:iam::123456789012:role/ci"),
    joinedBy("*", "arn:aws:iam::123456789012:role/ci"),
  ),
  "aws_kms_*key.policy.Statement.Unseal.Action": guarded(
    "SEAL-04",
    joinedBy("kms:*", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"),
    becomes("*"),
    without("kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"),
  ),
  "aws_kms_key.policy.Statement.LogGroupsOfTheCluster.Principal.Service": guarded("SEAL-04", becomes("*")),
  "aws_kms_key.policy.Statement.LogGroupsOfTheCluster.Action": irrelevant(
    "the service of logs is trusted with this key within the condition beside it",
  ),
  "aws_kms_key.policy.Statement.LogGroupsOfTheCluster.Condition.**": irrelevant(
    "without it the service of logs may use the key for groups of this account; it never shows the key",
  ),
  "aws_kms_key.policy.Statement.RulesPublish.Principal.Service": irrelevant(
    "the condition beside it names the account",
  ),
  "aws_kms_key.policy.Statement.RulesPublish.Action": irrelevant(
    "the service of events gets no more than to encrypt messages",
  ),
  "aws_kms_key.policy.Statement.RulesPublish.Condition.**": irrelevant(
    "a key of messages, which mailboxes get in clear",
  ),
  "aws_kms_key.policy.Statement.AccountForSessions.Principal.AWS": guarded("SEAL-04", becomes(FOREIGN)),
  "aws_kms_key.policy.Statement.AccountForSessions.Action": irrelevant(
    "roles of the account, which IAM holds in check",
  ),
  "aws_kms_key.policy.Statement.AccountForSessions.Condition.**": irrelevant(
    "it keeps out no one but callers who IAM lets in",
  ),
  "aws_kms_key.policy.Statement.AccountThroughS3.Principal.AWS": guarded("SEAL-04", becomes(FOREIGN)),
  "aws_kms_key.policy.Statement.AccountThroughS3.Action": irrelevant(
    "roles of the account, which IAM holds in check",
  ),
  "aws_kms_key.policy.Statement.AccountThroughS3.Condition.**": irrelevant(
    "it keeps out no one but callers who IAM lets in",
  ),
  "aws_kms_key.policy.Statement.AutoScalingUsesTheKey.Principal.AWS": guarded("SEAL-04", becomes("*")),
  "aws_kms_key.policy.Statement.AutoScalingUsesTheKey.Action": irrelevant(
    "the service-linked role can do nothing by itself",
  ),
  "aws_kms_key.policy.Statement.AutoScalingGrantsToVolumes.Principal.AWS": guarded("SEAL-04", becomes("*")),
  "aws_kms_key.policy.Statement.AutoScalingGrantsToVolumes.Action": irrelevant(
    "the service-linked role can do nothing by itself",
  ),
  "aws_kms_key.policy.Statement.AutoScalingGrantsToVolumes.Condition.**": irrelevant(
    "the service-linked role grants to AWS alone",
  ),
  "aws_kms_alias.target_key_id": irrelevant("people look for a key by it; nothing refers to it"),

  "aws_cloudwatch_event_rule.event_pattern.source": guarded("SEAL-05", becomes(["aws.s3"]), emptied),
  "aws_cloudwatch_event_rule.event_pattern.detail-type": guarded(
    "SEAL-05",
    becomes(["AWS Console Sign In via CloudTrail"]),
  ),
  "aws_cloudwatch_event_rule.event_pattern.detail.eventSource": guarded(
    "SEAL-05",
    becomes(["s3.amazonaws.com"]),
  ),
  "aws_cloudwatch_event_rule.event_pattern.detail.eventName": guarded(
    "SEAL-05",
    emptied,
    without("ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant"),
  ),
  "aws_cloudwatch_event_rule.event_pattern.detail.resources.ARN": guarded(
    "SEAL-05",
    emptied,
    becomes(["arn:aws:kms:eu-central-1:123456789012:key/another"]),
  ),
  "aws_cloudwatch_event_target.rule": guarded("SEAL-05", becomes("another-rule")),
  "aws_cloudwatch_event_target.arn": irrelevant("who reads what is sent elsewhere, nobody sees from here"),
  "aws_cloudwatch_event_target.role_arn": irrelevant("AWS refuses a bus of another region without one"),
  "aws_cloudwatch_event_target.target_id": irrelevant("a name"),
  "aws_cloudwatch_event_target.input_transformer.**": irrelevant("wording of a message"),
};
