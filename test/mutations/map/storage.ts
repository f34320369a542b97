import { becomes, elsewhere, emptied, joinedBy, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const DOCUMENT = "aws_ssm_document.content";

/** A bucket that nobody else reads or writes. */
export function bucket(name: string, rule: string): MutationMap {
  const tlsOnly = `aws_s3_bucket_policy#${name}.policy.Statement.TlsOnly`;
  return {
    [`aws_s3_bucket#${name}.force_destroy`]: guarded(rule, becomes(true, "true")),
    [`aws_s3_bucket_versioning#${name}.bucket`]: guarded(rule, becomes("another-bucket")),
    [`aws_s3_bucket_versioning#${name}.versioning_configuration.status`]: guarded(
      rule,
      becomes("Suspended", "Disabled"),
    ),
    [`aws_s3_bucket_ownership_controls#${name}.rule.object_ownership`]: guarded(
      rule,
      becomes("ObjectWriter", "BucketOwnerPreferred"),
    ),
    [`aws_s3_bucket_public_access_block#${name}.*`]: guarded(rule, removed, becomes(false, "false")),
    [`aws_s3_bucket_public_access_block#${name}.bucket`]: guarded(rule, becomes("another-bucket")),
    [`aws_s3_bucket_policy#${name}.bucket`]: guarded(rule, becomes("another-bucket")),
    [`${tlsOnly}.Effect`]: guarded(rule, becomes("Allow")),
    [`${tlsOnly}.Principal`]: guarded(rule, becomes({ AWS: "arn:aws:iam::123456789012:root" })),
    [`${tlsOnly}.Action`]: guarded(rule, becomes("s3:PutObject")),
    [`${tlsOnly}.Resource`]: guarded(rule, becomes("arn:aws:s3:::another-bucket/*"), emptied),
    [`${tlsOnly}.Condition.Bool.aws:SecureTransport`]: guarded(rule, becomes("true"), removed),
  };
}

/** Log groups, buckets, the topic of alarms, sessions, Terraform's own state. */
export const STORAGE: MutationMap = {
  "aws_cloudwatch_log_group.kms_key_id": guarded("AUD-06", removed),
  "aws_cloudwatch_log_group.retention_in_days": guarded("AUD-06", becomes(7, 90, "30")),
  "aws_cloudwatch_log_group.lifecycle.prevent_destroy": guarded("AUD-06", removed, becomes(false)),
  "aws_cloudwatch_log_group#audit.name": guarded("AUD-06", elsewhere("/elsewhere")),

  "aws_s3_bucket.bucket": irrelevant("a name"),
  "aws_s3_bucket.lifecycle.prevent_destroy": irrelevant(
    "S3 deletes no bucket that holds something, and force_destroy is guarded",
  ),
  ...bucket("artifacts", "SUP-02"),
  ...bucket("access-logs", "SUP-02"),
  "aws_s3_bucket_server_side_encryption_configuration.**": irrelevant(
    "bundle and logs of access hold no secret, so that any key will do; that something is said is tried beside",
  ),
  "aws_s3_bucket_server_side_encryption_configuration#artifacts.bucket": guarded(
    "SUP-02",
    becomes("another-bucket"),
  ),
  "aws_s3_bucket_ownership_controls.bucket": irrelevant("what S3 takes where nothing is said is the same"),
  "aws_s3_bucket_policy.policy.Statement.AccessLogsOfArtifacts.**": irrelevant(
    "who writes lines into the log of access; the conditions name the bucket",
  ),
  "aws_s3_bucket_lifecycle_configuration.**": irrelevant("when old versions, parts and logs go"),
  "aws_s3_bucket_logging.**": irrelevant("under which name the log is kept"),
  "aws_s3_bucket_logging#artifacts.bucket": guarded("SUP-02", becomes("another-bucket")),
  "aws_s3_object.bucket": irrelevant("the first script names bucket and sum"),
  "aws_s3_object.*": irrelevant("what a node fetches has the sum that its script names"),

  "aws_sns_topic.kms_master_key_id": guarded("MON-09", removed, becomes("alias/aws/sns")),
  "aws_sns_topic.display_name": irrelevant("people read it"),
  "aws_sns_topic_policy.arn": guarded("MON-09", becomes("arn:aws:sns:eu-central-1:123456789012:other")),
  "aws_sns_topic_policy.policy.Statement.TlsOnly.*": irrelevant(
    "messages of AWS itself come by TLS in any case",
  ),
  "aws_sns_topic_policy.policy.Statement.TlsOnly.Condition.Bool.aws:SecureTransport": irrelevant(
    "messages of AWS itself come by TLS in any case",
  ),
  "aws_sns_topic_policy.policy.Statement.RulesPublish.Principal.Service": guarded(
    "MON-09",
    becomes("s3.amazonaws.com"),
  ),
  "aws_sns_topic_policy.policy.Statement.RulesPublish.Action": guarded(
    "MON-09",
    becomes("sns:*", "*"),
    joinedBy("sns:Subscribe"),
  ),
  "aws_sns_topic_policy.policy.Statement.RulesPublish.Resource": irrelevant(
    "in a topic's policy it means this topic",
  ),
  "aws_sns_topic_policy.policy.Statement.RulesPublish.Condition.ArnEquals.aws:SourceArn": guarded(
    "MON-09",
    removed,
    becomes("*"),
  ),
  "aws_sns_topic_subscription.endpoint": irrelevant(
    "who is told; nobody can say from here who reads a mailbox",
  ),
  "aws_sns_topic_subscription.protocol": guarded("MON-09", becomes("http")),
  "aws_sns_topic_subscription.topic_arn": irrelevant("who else is told; that nobody is, is tried beside"),

  [`${DOCUMENT}.inputs.cloudWatchEncryptionEnabled`]: guarded("NET-04", becomes(false), removed),
  [`${DOCUMENT}.inputs.cloudWatchStreamingEnabled`]: irrelevant(
    "while it lasts or at its end: it is written down",
  ),
  [`${DOCUMENT}.inputs.cloudWatchLogGroupName`]: guarded("NET-04", emptied, removed),
  [`${DOCUMENT}.inputs.kmsKeyId`]: guarded("NET-04", emptied, removed),
  [`${DOCUMENT}.inputs.s3*`]: irrelevant("nothing is written to S3"),
  [`${DOCUMENT}.inputs.runAs*`]: irrelevant("the account of sessions: the agent's own, or one that is named"),
  [`${DOCUMENT}.inputs.idleSessionTimeout`]: irrelevant("a minute to an hour, by the document's own schema"),
  [`${DOCUMENT}.inputs.maxSessionDuration`]: irrelevant("a minute to a day, by the document's own schema"),
  [`${DOCUMENT}.inputs.shellProfile.*`]: irrelevant("what the agent's drop-in says reaches every shell"),
  [`${DOCUMENT}.*`]: irrelevant("the form of the document"),
  "aws_ssm_document.document_*": irrelevant("the form of the document"),

  "terraform.backend.s3.encrypt": guarded("SUP-03", removed, becomes(false, "false")),
  "terraform.backend.s3.use_lockfile": guarded("SUP-03", removed, becomes(false)),
  "terraform.backend.s3.*": irrelevant(
    "where the state lies: whether that is private, nobody sees from here",
  ),
  "terraform.required_providers.aws.version": guarded("SUP-03", removed, becomes(">= 5.0", "")),
  "terraform.required_providers.aws.source": guarded("SUP-03", becomes("someone/aws")),
  "provider.aws.*.region": irrelevant("a region"),
  "provider.aws.*.alias": irrelevant("a name"),
  "provider.aws.*.default_tags.*.tags.*": irrelevant("people look for it"),
};
