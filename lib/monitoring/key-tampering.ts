import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { requireClusterName } from "../aws/names";
import { renderPolicy } from "../policy/document";
import type { IAlarmTopic } from "./i-alarm-topic";

/** Properties of {@link KeyTampering}. */
export interface KeyTamperingProps extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** The key that seals Vault. */
  readonly keyArn: string;
  /** Its replica, with a provider in the replica's region. @default - no replica */
  readonly replica?: { readonly keyArn: string; readonly provider: TerraformProvider };
  /** Who is told. */
  readonly topic: IAlarmTopic;
}

/**
 * What takes Vault's seal away, or gives it to somebody else: a key that goes, a policy or a grant that admits more, a
 * copy in another region with a policy of its own (SEAL-03, SEAL-04).
 */
export const KEY_TAMPERING_CALLS: readonly string[] = [
  "CreateGrant",
  "DisableKey",
  "DisableKeyRotation",
  "PutKeyPolicy",
  "ReplicateKey",
  "ScheduleKeyDeletion",
];

/**
 * Tells people at once when somebody touches the key that seals Vault. Calls come from CloudTrail: the account needs a
 * trail that logs write events of the management kind in each of the key's regions (Amazon EventBridge user guide,
 * "AWS service events delivered via AWS CloudTrail").
 *
 * A rule sees only its own region, so calls on the replica are forwarded to the region that the topic is in.
 */
export class KeyTampering extends Construct {
  public constructor(scope: Construct, id: string, props: KeyTamperingProps) {
    super(scope, id);
    const { provider, replica, topic } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const rule = new CloudwatchEventRule(this, "Resource", {
      provider,
      name: `${clusterName}-seal-key-tampering`,
      description: `somebody touches the key that seals the Vault cluster ${clusterName}`,
      eventPattern: pattern([props.keyArn, ...(replica === undefined ? [] : [replica.keyArn])]),
    });
    topic.admitRule(rule.arn);
    new CloudwatchEventTarget(this, "target", {
      provider,
      rule: rule.name,
      targetId: "alarms",
      arn: topic.topicArn,
      inputTransformer: {
        inputPaths: {
          call: "$.detail.eventName",
          key: "$.detail.resources[0].ARN",
          region: "$.region",
          time: "$.time",
          who: "$.detail.userIdentity.arn",
        },
        inputTemplate: JSON.stringify(
          `Vault ${clusterName}: <who> called <call> on the key that seals it, <key>, in <region> at <time>. If nobody planned this, cancel it first (kms cancel-key-deletion, enable-key, put-key-policy), then ask: without this key all data is lost, and whoever can use it can read all data.`,
        ),
      },
    });
    if (replica !== undefined) this.forward(clusterName, replica, provider);
  }

  private forward(
    clusterName: string,
    replica: { readonly keyArn: string; readonly provider: TerraformProvider },
    provider?: TerraformProvider,
  ): void {
    const account = AwsAccount.of(this, provider);
    const bus = account.arn("events", "event-bus/default");
    const rule = new CloudwatchEventRule(this, "replica", {
      provider: replica.provider,
      name: `${clusterName}-seal-key-tampering`,
      description: `somebody touches the replica of the key that seals the Vault cluster ${clusterName}`,
      eventPattern: pattern([replica.keyArn]),
    });
    const role = new IamRole(this, "forwarder", {
      provider,
      name: `${clusterName}-key-events-${account.region}`,
      description: `Forwards events of the seal key's replica of the Vault cluster ${clusterName}`,
      assumeRolePolicy: renderPolicy([
        {
          sid: "Rule",
          principals: { Service: [`events.${account.dnsSuffix}`] },
          actions: ["sts:AssumeRole"],
          conditions: { StringEquals: { "aws:SourceAccount": account.id } },
        },
      ]),
    });
    new IamRolePolicy(this, "forwarder-policy", {
      provider,
      name: "put-events",
      role: role.name,
      policy: renderPolicy([{ sid: "ForwardEvents", actions: ["events:PutEvents"], resources: [bus] }]),
    });
    new CloudwatchEventTarget(this, "replica-target", {
      provider: replica.provider,
      rule: rule.name,
      targetId: "primary-region",
      arn: bus,
      roleArn: role.arn,
    });
  }
}

function pattern(keyArns: readonly string[]): string {
  return JSON.stringify({
    source: ["aws.kms"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["kms.amazonaws.com"],
      eventName: KEY_TAMPERING_CALLS,
      resources: { ARN: keyArns },
    },
  });
}
