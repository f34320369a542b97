import { becomes, decidedLater, elsewhere, emptied, joinedBy, removed, without } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";
import { serviceRole } from "./identity";
import { bucket } from "./storage";

const UNITS = "/etc/systemd/system/hardened-vault-snapshot";
const REPLICATION = "aws_s3_bucket_replication_configuration.rule.0";
const AGE = "aws_cloudwatch_metric_alarm#alarms_age";
const FAILURE = "aws_cloudwatch_metric_alarm#alarms_failure";

/** What keeps the snapshots of a bucket. */
function locked(name: string): MutationMap {
  const lock = `aws_s3_bucket_object_lock_configuration#${name}`;
  const encryption = `aws_s3_bucket_server_side_encryption_configuration#${name}.rule.0`;
  const life = `aws_s3_bucket_lifecycle_configuration#${name}.rule.0`;
  return {
    ...bucket(name, "BKP-02"),
    [`aws_s3_bucket#${name}.object_lock_enabled`]: guarded("BKP-02", removed, becomes(false)),
    [`${lock}.bucket`]: guarded("BKP-02", becomes("another-bucket")),
    [`${lock}.object_lock_enabled`]: guarded("BKP-02", becomes("Disabled")),
    [`${lock}.rule.default_retention.days`]: guarded("BKP-02", removed, becomes(1, "7"), decidedLater),
    [`${lock}.rule.default_retention.mode`]: guarded("BKP-02", removed, becomes("NONE")),
    [`${encryption}.apply_server_side_encryption_by_default.sse_algorithm`]: guarded(
      "BKP-02",
      removed,
      becomes("AES256"),
    ),
    [`${encryption}.apply_server_side_encryption_by_default.kms_master_key_id`]: guarded(
      "BKP-02",
      removed,
      becomes("alias/aws/s3", "${aws_kms_key.vault_nodes_data-key_FD7F61E4.arn}"),
    ),
    [`${life}.expiration.0.days`]: guarded("BKP-02", becomes(7, "30")),
    [`${life}.noncurrent_version_expiration.0.noncurrent_days`]: guarded("BKP-02", becomes(1)),
    [`aws_s3_bucket_logging#${name}.target_bucket`]: guarded("BKP-02", removed),
    [`aws_s3_bucket_logging#${name}.bucket`]: guarded("BKP-02", becomes("another-bucket")),
    [`aws_s3_bucket_policy#${name}.policy.Statement.NodesOnlyPut.Effect`]: guarded(
      "BKP-02",
      becomes("Allow"),
    ),
    [`aws_s3_bucket_policy#${name}.policy.Statement.NodesOnlyPut.Principal.AWS`]: guarded(
      "BKP-02",
      removed,
      becomes("arn:aws:iam::123456789012:role/another"),
    ),
    [`aws_s3_bucket_policy#${name}.policy.Statement.NodesOnlyPut.Action`]: guarded(
      "BKP-02",
      emptied,
      without("s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"),
    ),
    [`aws_s3_bucket_policy#${name}.policy.Statement.NodesOnlyPut.Resource`]: guarded(
      "BKP-02",
      becomes("arn:aws:s3:::another-bucket/*"),
    ),
  };
}

/** Snapshots: when they are taken, what keeps them, where they are copied to, who hears of their absence. */
export const SNAPSHOTS: MutationMap = {
  ...locked("snapshots_bucket"),
  ...locked("snapshots_replication_copies"),
  "aws_s3_bucket_policy.policy.Statement.AccessLogsOfSnapshots.**": irrelevant(
    "who writes lines into the log of access; the conditions name the bucket",
  ),
  "aws_s3_bucket_object_lock_configuration.**": irrelevant("no other bucket is locked"),

  "aws_s3_bucket_replication_configuration.**": irrelevant("times and names of copies"),
  "aws_s3_bucket_replication_configuration.role": irrelevant("S3 copies nothing then, and its alarm says so"),
  [`${REPLICATION}.status`]: guarded("BKP-03", becomes("Disabled")),
  [`${REPLICATION}.destination.bucket`]: guarded("BKP-03", elsewhere("arn:aws:s3:::elsewhere")),
  [`${REPLICATION}.destination.encryption_configuration.replica_kms_key_id`]: guarded(
    "BKP-03",
    removed,
    becomes("alias/aws/s3"),
  ),
  [`${REPLICATION}.destination.metrics.status`]: guarded("BKP-03", removed, becomes("Disabled")),
  [`${REPLICATION}.source_selection_criteria.sse_kms_encrypted_objects.status`]: guarded(
    "BKP-03",
    removed,
    becomes("Disabled"),
  ),

  "aws_cloudwatch_metric_alarm.alarm_actions": guarded("MON-09", removed, emptied),
  "aws_cloudwatch_metric_alarm.ok_actions": guarded("MON-09", removed, emptied),
  "aws_cloudwatch_metric_alarm.**": irrelevant(
    "when an alarm rises that is none of silence or failure; names",
  ),
  [`${AGE}.comparison_operator`]: guarded("BKP-05", becomes("GreaterThanThreshold")),
  [`${AGE}.threshold`]: guarded("BKP-05", becomes(0, -1)),
  [`${AGE}.treat_missing_data`]: guarded("BKP-05", removed, becomes("notBreaching", "ignore", "missing")),
  [`${AGE}.evaluation_periods`]: guarded("BKP-05", becomes(1000)),
  [`${AGE}.metric_name`]: guarded("BKP-05", becomes("CPUUtilization")),
  [`${FAILURE}.comparison_operator`]: guarded("BKP-05", becomes("LessThanThreshold")),
  [`${FAILURE}.threshold`]: guarded("BKP-05", becomes(10, "5")),
  [`${FAILURE}.namespace`]: guarded("BKP-05", becomes("Elsewhere"), removed),
  [`${FAILURE}.statistic`]: guarded("BKP-05", becomes("Average", "Minimum"), removed),
  [`${FAILURE}.evaluation_periods`]: guarded("BKP-05", becomes(20)),
  [`${REPLICATION}.filter.prefix`]: guarded("BKP-03", becomes("weekly/")),
  "aws_kms_key#snapshots_bucket.policy.Statement.NodesEncryptThroughS3.Action": [
    ...guarded("BKP-02", joinedBy("kms:Decrypt", "kms:*"), becomes("kms:*")),
    ...guarded("SEAL-04", becomes("kms:*", "*")),
  ],
  "aws_kms_key#snapshots_replication.policy.Statement.NodesEncryptThroughS3.Action": [
    ...guarded("BKP-02", joinedBy("kms:Decrypt", "kms:*")),
    ...guarded("SEAL-04", becomes("kms:*", "*")),
  ],
  [`${FAILURE}.metric_name`]: guarded("BKP-05", becomes("CPUUtilization")),

  [`${UNITS}.timer Timer.OnCalendar`]: guarded("BKP-01", becomes("weekly", "monthly")),
  [`${UNITS}.service Service.User`]: guarded("BKP-01", removed, becomes("root", "vault")),
  [`${UNITS}.service Service.TimeoutStartSec`]: guarded("BKP-01", removed, becomes("infinity", "0")),
  "/etc/sysusers.d/hardened-vault.conf u vaultsnap*": irrelevant(
    "an account that owns nothing; its program ends by itself",
  ),
  "aws_iam_role_policy#node-role.policy.Statement.PutSnapshots.Resource": guarded("IAM-01", becomes("*")),
  "aws_iam_role_policy#node-role.policy.Statement.EncryptSnapshots.Resource": guarded("IAM-01", becomes("*")),
  "aws_iam_role_policy#node-role.policy.Statement.EncryptSnapshots.Condition.**": irrelevant(
    "a key that it makes data keys with, and never opens one",
  ),
  ...serviceRole("snapshots_replication"),
  "aws_kms_key.policy.Statement.AlarmsPublish.**": irrelevant(
    "a key of messages, which mailboxes get in clear",
  ),
  "aws_sns_topic_policy.policy.Statement.AlarmsPublish.**": irrelevant(
    "the service of alarms publishes, within the condition beside it",
  ),
  "aws_s3_bucket_public_access_block#replication_access-logs.provider": irrelevant(
    "a resource in another region is judged like any other",
  ),
  "aws_s3_bucket_public_access_block#snapshots_replication_copies.provider": irrelevant(
    "a resource in another region is judged like any other",
  ),
  "data.*.provider": irrelevant("which region is asked for its name"),
};
