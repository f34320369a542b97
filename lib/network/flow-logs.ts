import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { LogGroup, logGroupPrefix } from "../aws/log-group";
import type { Protection } from "../aws/protection";
import { renderPolicy } from "../policy/document";

/** Properties of {@link FlowLogs}. */
export interface FlowLogsProps extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** The VPC whose traffic is recorded. */
  readonly vpcId: string;
  /** Key that encrypts the log group. */
  readonly logsKey: IEncryptionKey;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Every connection of the VPC, accepted or rejected: Vault's unaudited paths are seen nowhere else. */
export class FlowLogs extends Construct {
  public constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { provider, clusterName, protection } = props;
    const account = AwsAccount.of(this, provider);
    const group = new LogGroup(this, "log-group", {
      provider,
      name: `${logGroupPrefix(clusterName)}/flow`,
      key: props.logsKey,
      protection,
    });
    const role = new IamRole(this, "role", {
      provider,
      name: `${clusterName}-flow-log-${account.region}`,
      description: "Writes the flow logs of the Vault network",
      assumeRolePolicy: renderPolicy([
        {
          sid: "FlowLogsOfThisAccount",
          principals: { Service: ["vpc-flow-logs.amazonaws.com"] },
          actions: ["sts:AssumeRole"],
          conditions: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnLike: { "aws:SourceArn": account.arn("ec2", "vpc-flow-log/*") },
          },
        },
      ]),
    });
    const policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "write-flow-logs",
      role: role.name,
      policy: renderPolicy([
        {
          sid: "WriteToTheGroup",
          actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          resources: [`${group.arn}:*`],
        },
        {
          sid: "FindTheGroup",
          actions: ["logs:DescribeLogGroups"],
          resources: [account.arn("logs", "log-group:*")],
        },
      ]),
    });
    new FlowLog(this, "Resource", {
      provider,
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      tags: { Name: clusterName },
      dependsOn: [policy],
    });
  }
}
