import { becomes, decidedLater, elsewhere, emptied, joinedBy, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const GROUP = "aws_autoscaling_group#restore-drill";
const TEMPLATE = "aws_launch_template#restore-drill";
const STATEMENT = "aws_iam_role_policy#restore-drill.policy.Statement";
const START = "aws_autoscaling_schedule#restore-drill_start";
const END = "aws_autoscaling_schedule#restore-drill_end";
const SILENCE = "aws_cloudwatch_metric_alarm#drill-alarms_silence";
const FAILURE = "aws_cloudwatch_metric_alarm#drill-alarms_failure";
const OUT = "aws_vpc_security_group_egress_rule#restore-drill";
const REQUESTS = "/etc/hardened-vault/first-boot.json";

/** The machine that restores snapshots: when, where, with which rights, and who hears of it. */
export const DRILL: MutationMap = {
  [`${TEMPLATE}.image_id`]: guarded("HOST-10", removed, becomes("resolve:ssm:/company/latest"), decidedLater),
  [`${TEMPLATE}.block_device_mappings.*.ebs.delete_on_termination`]: guarded(
    "BKP-06",
    removed,
    becomes("false", false),
    decidedLater,
  ),
  [`${TEMPLATE}.instance_initiated_shutdown_behavior`]: guarded("BKP-06", removed, becomes("stop")),
  [`${GROUP}.health_check_type`]: irrelevant("a machine that ended is not replaced"),
  [`${GROUP}.suspended_processes`]: guarded(
    "BKP-06",
    removed,
    emptied,
    becomes(["AZRebalance"]),
    joinedBy("Terminate", "ScheduledActions"),
  ),
  [`${GROUP}.vpc_zone_identifier`]: guarded(
    "BKP-06",
    emptied,
    elsewhere("subnet-0123456789abcdef0"),
    decidedLater,
  ),
  [`${GROUP}.launch_template.id`]: guarded("BKP-06", becomes("lt-0123456789abcdef0")),
  [`${GROUP}.launch_template.version`]: irrelevant(
    "each drill is a new machine; the newest version is meant",
  ),
  [`${GROUP}.lifecycle.ignore_changes`]: irrelevant("the schedule changes it"),
  [`${START}.autoscaling_group_name`]: guarded("BKP-06", elsewhere("another-group")),
  [`${START}.desired_capacity`]: guarded("BKP-06", becomes(3), elsewhere("0")),
  [`${START}.max_size`]: guarded("BKP-06", becomes(10)),
  [`${START}.recurrence`]: guarded("BKP-06", elsewhere("0 3 1 1 *"), decidedLater),
  [`${START}.*`]: irrelevant("a name, a time zone, and a least of none"),
  [`${END}.autoscaling_group_name`]: guarded("BKP-06", becomes("another-group")),
  [`${END}.desired_capacity`]: guarded("BKP-06", becomes(1), removed),
  [`${END}.recurrence`]: guarded("BKP-06", becomes("0 3 1 1 *"), removed),
  [`${END}.*`]: irrelevant("a name, a time zone, and a least of none"),

  "aws_subnet#drill-subnet.availability_zone": irrelevant("one machine, in whichever"),
  "aws_route_table_association#drill-.subnet_id": guarded("BKP-06", becomes("subnet-0123456789abcdef0")),
  "aws_vpc_security_group_ingress_rule#in-vault-prod-drill.referenced_security_group_id": guarded(
    "NET-06",
    becomes("sg-0123456789abcdef0"),
  ),
  [`${OUT}.from_port`]: guarded("NET-05", becomes(0)),
  [`${OUT}.to_port`]: guarded("NET-05", becomes(65_535)),
  [`${OUT}.ip_protocol`]: guarded("NET-05", becomes("-1")),
  [`${OUT}.referenced_security_group_id`]: guarded(
    "BKP-06",
    becomes("${aws_security_group.vault_nodes_security-group_55ACE4C0.id}"),
  ),

  "aws_iam_role#restore-drill.assume_role_policy.Statement.Instances.Principal.Service": guarded(
    "IAM-01",
    becomes("lambda.amazonaws.com", "*"),
    joinedBy("lambda.amazonaws.com"),
  ),
  [`${STATEMENT}.*.Action`]: guarded("IAM-01", joinedBy("*", "iam:PassRole", "s3:*")),
  [`${STATEMENT}.Unseal.Resource`]: guarded("SEAL-04", becomes("*"), joinedBy("*", "arn:aws:kms:*:*:key/*")),
  [`${STATEMENT}.FindSnapshots.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.FindSnapshots.Condition.**`]: irrelevant("names of objects in the bucket of snapshots"),
  [`${STATEMENT}.FetchSnapshots.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.DecryptSnapshots.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.DecryptSnapshots.Condition.**`]: guarded("SEAL-04", removed, becomes("*")),
  [`${STATEMENT}.FetchNodeBundle.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.DecryptNodeBundle.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.DecryptNodeBundle.Condition.**`]: guarded("SEAL-04", removed, becomes("*")),
  [`${STATEMENT}.FetchRelease.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.WriteLogs.Resource`]: guarded("IAM-01", becomes("*"), joinedBy("*")),
  [`${STATEMENT}.WriteMetrics.Resource`]: irrelevant(
    "AWS cannot restrict cloudwatch:PutMetricData by resource",
  ),
  [`${STATEMENT}.WriteMetrics.Condition.**`]: guarded("IAM-01", removed, becomes("*")),

  [`${SILENCE}.comparison_operator`]: guarded("BKP-06", becomes("GreaterThanThreshold")),
  [`${SILENCE}.threshold`]: guarded("BKP-06", becomes(0, -1)),
  [`${SILENCE}.treat_missing_data`]: guarded("BKP-06", removed, becomes("notBreaching", "ignore", "missing")),
  [`${SILENCE}.evaluation_periods`]: guarded("BKP-06", becomes(90)),
  [`${SILENCE}.metric_name`]: guarded("BKP-06", becomes("CPUUtilization", "RestoreTestOther")),
  [`${FAILURE}.comparison_operator`]: guarded("BKP-06", becomes("LessThanThreshold")),
  [`${FAILURE}.threshold`]: guarded("BKP-06", becomes(10, "5")),
  [`${SILENCE}.namespace`]: guarded("BKP-06", removed, becomes("Elsewhere")),
  [`${FAILURE}.evaluation_periods`]: guarded("BKP-06", becomes(20)),
  [`${FAILURE}.namespace`]: guarded("BKP-06", removed, becomes("Elsewhere")),
  [`${FAILURE}.statistic`]: guarded("BKP-06", removed, becomes("Average", "Minimum")),
  [`${FAILURE}.metric_name`]: guarded("BKP-06", becomes("CPUUtilization")),

  [`${REQUESTS} 14.body.type`]: guarded("TOK-02", becomes("transit", "database")),
  [`${REQUESTS} 14.body.options.version`]: irrelevant("one version of a secret that nobody writes again"),
  [`${REQUESTS} 15.body.life`]: guarded("TOK-02", becomes("s3cr3t", "@SEAL_KEY_ARN@"), removed),
};
