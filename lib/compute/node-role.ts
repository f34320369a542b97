import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { logGroupPrefix } from "../aws/log-group";
import { requireClusterName } from "../aws/names";
import { renderPolicy, type Statement } from "../policy/document";

/** Properties of {@link NodeRole}. */
export interface NodeRoleProps extends AwsProviderProps {
  /** Name of the cluster; the role is called `CLUSTER-node-REGION`. */
  readonly clusterName: string;
}

/** What a node may do in AWS: exact actions on exact resources, more only through {@link NodeRole.allow}. */
export class NodeRole extends Construct {
  /** ARN of the role. */
  public readonly roleArn: string;
  /** ARN of the instance profile. */
  public readonly instanceProfileArn: string;
  /** The policy: without it a node cannot boot. */
  public readonly readiness: readonly ITerraformDependable[];
  private readonly statements: Statement[];

  public constructor(scope: Construct, id: string, props: NodeRoleProps) {
    super(scope, id);
    const { provider } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const account = AwsAccount.of(this, provider);
    this.statements = baseStatements(account, clusterName);
    const role = new IamRole(this, "Resource", {
      provider,
      name: `${clusterName}-node-${account.region}`,
      description: `Nodes of the Vault cluster ${clusterName}`,
      assumeRolePolicy: renderPolicy([
        {
          sid: "Instances",
          principals: { Service: [`ec2.${account.dnsSuffix}`] },
          actions: ["sts:AssumeRole"],
        },
      ]),
    });
    const policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "vault-node",
      role: role.name,
      policy: Lazy.stringValue({ produce: () => renderPolicy(this.statements) }),
    });
    this.roleArn = role.arn;
    this.instanceProfileArn = new IamInstanceProfile(this, "profile", {
      provider,
      name: `${clusterName}-node-${account.region}`,
      role: role.name,
    }).arn;
    this.readiness = [policy];
  }

  /** Adds statements to the role's policy. */
  public allow(...statements: readonly Statement[]): void {
    this.statements.push(...statements);
  }
}

function baseStatements(account: AwsAccount, clusterName: string): Statement[] {
  return [
    // Neither DescribeInstances nor the session channels can be limited to resources (Service Authorization Reference).
    { sid: "FindPeers", actions: ["ec2:DescribeInstances"], resources: ["*"] },
    {
      sid: "CompleteLifecycle",
      actions: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
      resources: [account.arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${clusterName}`)],
    },
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: NODE_LOGS.map((name) =>
        account.arn("logs", `log-group:${logGroupPrefix(clusterName)}/${name}:*`),
      ),
    },
    {
      sid: "WriteMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": metricsNamespace(clusterName) } },
    },
    {
      sid: "Sessions",
      actions: [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      resources: ["*"],
    },
  ];
}

/** Log groups that nodes write to, below the cluster's prefix. */
export const NODE_LOGS = ["audit", "server", "sessions", "system"] as const;

/** CloudWatch namespace of the cluster's metrics. */
export function metricsNamespace(clusterName: string): string {
  return `HardenedVault/${clusterName}`;
}
