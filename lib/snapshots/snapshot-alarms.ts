import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import type { IAlarmTopic } from "../monitoring/i-alarm-topic";
import { SNAPSHOT_METRICS } from "./snapshot-metrics";
import type { SnapshotPlan } from "./snapshot-options";

/** Properties of {@link SnapshotAlarms}. */
export interface SnapshotAlarmsProps extends AwsProviderProps {
  readonly clusterName: string;
  readonly metricsNamespace: string;
  readonly plan: SnapshotPlan;
  /** Who is told. */
  readonly topic: IAlarmTopic;
}

/** S3 takes 5 GiB in one request; at four there is time to find another way. */
const LARGE = 4 * 2 ** 30;
const HOUR = 3600;

/** Tells people when the newest snapshot is too old, when one failed, and when they grow too large. */
export class SnapshotAlarms extends Construct {
  public constructor(scope: Construct, id: string, props: SnapshotAlarmsProps) {
    super(scope, id);
    const { provider, clusterName, metricsNamespace, plan, topic } = props;
    const alarms = [
      {
        id: "age",
        description: `no snapshot for two intervals. What is written now cannot be brought back`,
        metricName: SNAPSHOT_METRICS.success,
        statistic: "Sum",
        period: HOUR,
        // Two intervals, and the hour that the second one falls into.
        evaluationPeriods: Math.ceil((2 * plan.intervalSeconds) / HOUR) + 1,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        // Whoever says nothing took none.
        treatMissingData: "breaching",
      },
      {
        id: "failure",
        description: "a snapshot failed; the journal of the node that led says why",
        metricName: SNAPSHOT_METRICS.failure,
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
      },
      {
        id: "size",
        description: "snapshots have more than 4 GiB; from 5 GiB on S3 takes none in one request",
        metricName: SNAPSHOT_METRICS.bytes,
        statistic: "Maximum",
        period: HOUR,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: LARGE,
        treatMissingData: "notBreaching",
      },
    ];
    for (const { id: name, description, ...alarm } of alarms) {
      const made = new CloudwatchMetricAlarm(this, name, {
        provider,
        alarmName: `${clusterName}-snapshot-${name}`,
        alarmDescription: `Vault ${clusterName}: ${description}.`,
        namespace: metricsNamespace,
        ...alarm,
        alarmActions: [topic.topicArn],
        okActions: [topic.topicArn],
      });
      topic.admitAlarm(made.arn);
    }
  }
}
