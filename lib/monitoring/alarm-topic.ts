import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { idOf } from "../aws/construct-id";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { requireClusterName } from "../aws/names";
import type { Protection } from "../aws/protection";
import { renderPolicy } from "../policy/document";
import type { IAlarmTopic } from "./i-alarm-topic";

/** Properties of {@link AlarmTopic}. */
export interface AlarmTopicProps extends AwsProviderProps {
  /** Name of the cluster; the topic is called `CLUSTER-alarms`. */
  readonly clusterName: string;
  /** Who gets a mail. Each must confirm the subscription once. */
  readonly emails: readonly string[];
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/**
 * A topic for alarms, encrypted with a key of its own: AWS services may not publish through the key that SNS provides
 * (Amazon SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics").
 */
export class AlarmTopic extends Construct implements IAlarmTopic {
  public readonly topicArn: string;
  private readonly ruleArns: string[] = [];
  private readonly alarmArns: string[] = [];

  public constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { provider, protection } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const account = AwsAccount.of(this, provider);
    const key = new EncryptionKey(this, "key", { provider, clusterName, use: KeyUse.alarms(), protection });
    const topic = new SnsTopic(this, "Resource", {
      provider,
      name: `${clusterName}-alarms`,
      displayName: `Vault ${clusterName}`,
      kmsMasterKeyId: key.keyArn,
    });
    this.topicArn = topic.arn;
    new SnsTopicPolicy(this, "policy", {
      provider,
      arn: topic.arn,
      policy: Lazy.stringValue({ produce: () => this.renderTopicPolicy(account) }),
    });
    for (const email of props.emails) {
      new SnsTopicSubscription(this, idOf(email), {
        provider,
        topicArn: topic.arn,
        protocol: "email",
        endpoint: email,
      });
    }
  }

  public admitRule(ruleArn: string): void {
    this.ruleArns.push(ruleArn);
  }

  public admitAlarm(alarmArn: string): void {
    this.alarmArns.push(alarmArn);
  }

  private renderTopicPolicy(account: AwsAccount): string {
    return renderPolicy([
      {
        sid: "TlsOnly",
        effect: "Deny",
        principals: "*",
        actions: ["sns:Publish"],
        resources: [this.topicArn],
        conditions: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...(this.ruleArns.length === 0
        ? []
        : [
            {
              sid: "RulesPublish",
              principals: { Service: [`events.${account.dnsSuffix}`] },
              actions: ["sns:Publish"],
              resources: [this.topicArn],
              conditions: { ArnEquals: { "aws:SourceArn": this.ruleArns } },
            },
          ]),
      ...(this.alarmArns.length === 0
        ? []
        : [
            {
              sid: "AlarmsPublish",
              principals: { Service: [`cloudwatch.${account.dnsSuffix}`] },
              actions: ["sns:Publish"],
              resources: [this.topicArn],
              conditions: { ArnEquals: { "aws:SourceArn": this.alarmArns } },
            },
          ]),
    ]);
  }
}
