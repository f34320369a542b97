/** Where alarms go: a topic of Amazon SNS. */
export interface IAlarmTopic {
  /** ARN of the topic. */
  readonly topicArn: string;
  /**
   * Lets a rule of EventBridge publish. Nothing to do for a topic that was brought along: its policy is its owner's.
   *
   * @param ruleArn the rule
   */
  admitRule(ruleArn: string): void;
  /**
   * Lets an alarm of CloudWatch publish; nothing to do for a topic that was brought along.
   *
   * @param alarmArn the alarm
   */
  admitAlarm(alarmArn: string): void;
}
