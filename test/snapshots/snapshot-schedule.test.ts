import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AccessLogBucket } from "../../lib/aws/access-log-bucket";
import { Protection } from "../../lib/aws/protection";
import { Duration } from "../../lib/core/duration";
import type { IAlarmTopic } from "../../lib/monitoring/i-alarm-topic";
import { SnapshotLock } from "../../lib/snapshots/snapshot-lock";
import { SnapshotSchedule, type SnapshotScheduleProps } from "../../lib/snapshots/snapshot-schedule";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const NODE = "arn:aws:iam::123456789012:role/node";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";

function make(more: Partial<SnapshotScheduleProps> = {}, replicaRegion?: string) {
  const stack = awsStack();
  const admitted: string[] = [];
  const topic: IAlarmTopic = {
    topicArn: TOPIC,
    admitRule: () => {},
    admitAlarm: (arn) => admitted.push(arn),
  };
  const replicaProvider =
    replicaRegion === undefined
      ? undefined
      : new AwsProvider(stack, "replica", { alias: "replica", region: replicaRegion });
  const schedule = new SnapshotSchedule(stack, "snapshots", {
    clusterName: "vault",
    nodeRoleArn: NODE,
    metricsNamespace: "HardenedVault/vault",
    accessLogs: new AccessLogBucket(stack, "access-logs", { clusterName: "vault" }),
    topic,
    replicaProvider,
    ...more,
  });
  return { schedule, admitted, synthesized: Synthesized.of(stack) };
}

describe("SnapshotSchedule", () => {
  test("stores into a bucket that locks every object from the beginning", () => {
    const { synthesized } = make();
    expect(synthesized.get("aws_s3_bucket", "snapshots/bucket/Resource")).toMatchObject({
      object_lock_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(
      synthesized.get("aws_s3_bucket_object_lock_configuration", "snapshots/bucket/object-lock"),
    ).toMatchObject({
      object_lock_enabled: "Enabled",
      rule: { default_retention: { mode: "COMPLIANCE", days: 35 } },
    });
    const { rule } = synthesized.get("aws_s3_bucket_lifecycle_configuration", "snapshots/bucket/lifecycle");
    expect(rule).toEqual([
      expect.objectContaining({
        expiration: [{ days: 90 }],
        noncurrent_version_expiration: [{ noncurrent_days: 36 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      }),
      expect.objectContaining({ expiration: [{ expired_object_delete_marker: true }] }),
    ]);
  });

  test("a cluster that is thrown away leaves nothing that nobody can remove", () => {
    const protection = Protection.relaxed({ reason: "a trial that ends tonight" });
    const { synthesized } = make({ protection });
    expect(
      synthesized.get("aws_s3_bucket_object_lock_configuration", "snapshots/bucket/object-lock").rule,
    ).toEqual({ default_retention: { mode: "GOVERNANCE", days: 35 } });
  });

  test("nodes may put below their prefix, and are kept from everything else by the bucket itself", () => {
    const { schedule, synthesized } = make();
    expect(schedule.nodeStatements.flatMap(({ actions }) => actions)).toEqual([
      "s3:PutObject",
      "kms:GenerateDataKey",
    ]);
    expect(schedule.nodeStatements[0]?.resources).toEqual([`${schedule.bucketArn}/vault/*`]);
    const { policy } = synthesized.get("aws_s3_bucket_policy", "snapshots/bucket/policy");
    const { NodesOnlyPut, TlsOnly } = Synthesized.statements(policy);
    expect(TlsOnly?.Effect).toBe("Deny");
    expect(NodesOnlyPut).toMatchObject({ Effect: "Deny", Principal: { AWS: NODE } });
    expect(NodesOnlyPut?.Action).toEqual(
      expect.arrayContaining([
        "s3:BypassGovernanceRetention",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:PutObjectRetention",
      ]),
    );
    expect(NodesOnlyPut?.Condition).toBeUndefined();
  });

  test("nodes encrypt and never decrypt", () => {
    const { synthesized } = make();
    const { policy } = synthesized.get("aws_kms_key", "snapshots/bucket/key/Resource");
    const statements = Synthesized.statements(policy);
    expect(statements.NodesEncryptThroughS3).toMatchObject({
      Principal: { AWS: NODE },
      Action: "kms:GenerateDataKey",
    });
    expect(statements.AccountThroughS3?.Condition).toMatchObject({
      ArnNotEquals: { "aws:PrincipalArn": NODE },
    });
  });

  test("is copied into the second region, with metrics, without its deletions", () => {
    const { synthesized } = make({}, "eu-west-1");
    const copies = synthesized.get("aws_s3_bucket", "snapshots/replication/copies/Resource");
    expect(copies).toMatchObject({ provider: "aws.replica", object_lock_enabled: true });
    expect(synthesized.get("aws_kms_key", "snapshots/replication/copies/key/Resource").provider).toBe(
      "aws.replica",
    );
    const { rule } = synthesized.get(
      "aws_s3_bucket_replication_configuration",
      "snapshots/replication/Resource",
    );
    expect(rule).toEqual([
      expect.objectContaining({
        status: "Enabled",
        delete_marker_replication: { status: "Disabled" },
        source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
        destination: expect.objectContaining({
          metrics: { status: "Enabled", event_threshold: { minutes: 15 } },
        }),
      }),
    ]);
  });

  test("a copy in the same region is none", () => {
    const { path, problem } = expectRefused("REPLICA_REGION_INVALID", () => make({}, "eu-central-1"));
    expect(path).toBe("stack/snapshots/replication");
    expect(problem.repair).toBe("give replicaProvider another region");
  });

  test.each<[string, Partial<SnapshotScheduleProps>, RegExp]>([
    ["more than a day apart", { interval: Duration.hours(25) }, /at least daily/],
    [
      "locked for longer than kept",
      { lock: SnapshotLock.compliance(Duration.days(100)), keepFor: Duration.days(90) },
      /raise keepFor, or choose a shorter lock/,
    ],
  ])("says where snapshots are %s, and what to do", (_name, props, repair) => {
    const { path, problem } = expectRefused("SNAPSHOTS_INVALID", () => make(props));
    expect(path).toBe("stack/snapshots");
    expect(problem.repair).toMatch(repair);
  });

  test("tells people of age, failure, size and lagging copies", () => {
    const { synthesized, admitted } = make({}, "eu-west-1");
    const alarms = synthesized.all("aws_cloudwatch_metric_alarm");
    expect(Object.keys(alarms).sort()).toEqual([
      "snapshots/alarms/age",
      "snapshots/alarms/failure",
      "snapshots/alarms/size",
      "snapshots/replication/alarm",
    ]);
    expect(admitted).toHaveLength(4);
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ alarm_actions: [TOPIC], ok_actions: [TOPIC] });
    }
    expect(alarms["snapshots/alarms/age"]).toMatchObject({
      metric_name: "SnapshotSuccess",
      evaluation_periods: 13,
      period: 3600,
      treat_missing_data: "breaching",
    });
  });

  test.each([
    [Duration.hours(24), 49, "*-*-* 00:00:00"],
    [Duration.hours(1), 3, "*-*-* 00/1:00:00"],
    [Duration.minutes(15), 2, "*-*-* *:00/15:00"],
  ])("every %s, the alarm on age waits for two intervals", (interval, periods, calendar) => {
    const { schedule, synthesized } = make({ interval, timeLimit: Duration.minutes(10) });
    expect(synthesized.get("aws_cloudwatch_metric_alarm", "snapshots/alarms/age").evaluation_periods).toBe(
      periods,
    );
    const timer = schedule.files.find(({ path }) => path.endsWith(".timer"));
    expect(timer?.content).toContain(`OnCalendar=${calendar}\n`);
  });
});
