import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import type { IAlarmTopic } from "../monitoring/i-alarm-topic";
import { DRILL_METRICS } from "./drill-metrics";
import type { DrillPlan } from "./drill-options";

/** Properties of {@link DrillAlarms}. */
export interface DrillAlarmsProps extends AwsProviderProps {
  readonly clusterName: string;
  readonly metricsNamespace: string;
  readonly plan: DrillPlan;
  /** Who is told. */
  readonly topic: IAlarmTopic;
}

/** Tells people when a restore drill failed, and when none has succeeded for days. */
export class DrillAlarms extends Construct {
  public constructor(scope: Construct, id: string, props: DrillAlarmsProps) {
    super(scope, id);
    const { provider, clusterName, metricsNamespace, plan, topic } = props;
    const alarms = [
      {
        id: "failure",
        description:
          "a restore drill failed; the log group of drills says why. What cannot be restored is no backup",
        metricName: DRILL_METRICS.failure,
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
      },
      {
        id: "silence",
        description: `no restore drill has succeeded for ${plan.silenceDays} days`,
        metricName: DRILL_METRICS.success,
        period: 86_400,
        evaluationPeriods: plan.silenceDays,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        treatMissingData: "breaching",
      },
    ];
    for (const { id: name, description, ...alarm } of alarms) {
      const made = new CloudwatchMetricAlarm(this, name, {
        provider,
        alarmName: `${clusterName}-restore-drill-${name}`,
        alarmDescription: `Vault ${clusterName}: ${description}.`,
        namespace: metricsNamespace,
        statistic: "Sum",
        ...alarm,
        alarmActions: [topic.topicArn],
        okActions: [topic.topicArn],
      });
      topic.admitAlarm(made.arn);
    }
  }
}
