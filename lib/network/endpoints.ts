import { DataAwsPrefixList } from "@cdktf/provider-aws/lib/data-aws-prefix-list";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { SecurityGroup, type SecurityRule } from "../aws/security-group";
import { renderPolicy } from "../policy/document";
import { type EndpointService, NODE_ENDPOINT_SERVICES } from "./endpoint-service";

/** Properties of {@link Endpoints}. */
export interface EndpointsProps extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** The VPC. */
  readonly vpcId: string;
  /** Subnets that the interfaces stand in. */
  readonly subnetIds: readonly string[];
  /** Route tables that get the way to S3; read when the stack is synthesized. */
  readonly routeTableIds: readonly string[];
  /** @default - what every node calls */
  readonly additionalServices?: readonly EndpointService[];
}

/** The only ways out of the network: private endpoints of the AWS APIs that the nodes call, each with a policy. */
export class Endpoints extends Construct {
  /** The group that the interfaces share. */
  public readonly securityGroupId: string;
  /** The prefix list of S3 in this region. */
  public readonly s3PrefixListId: string;
  /** All endpoints: before they exist no node can boot. */
  public readonly all: readonly ITerraformDependable[];
  private readonly securityGroup: SecurityGroup;

  public constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    const { provider, clusterName, vpcId } = props;
    const account = AwsAccount.of(this, provider);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      provider,
      name: `${clusterName}-endpoints`,
      description: "Interface endpoints of the AWS APIs that the Vault nodes call",
      vpcId,
    });
    this.securityGroupId = this.securityGroup.groupId;

    const services = [...NODE_ENDPOINT_SERVICES, ...(props.additionalServices ?? [])];
    const interfaces = services.map(
      (service) =>
        new VpcEndpoint(this, service.name, {
          provider,
          vpcId,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${account.region}.${service.name}`,
          subnetIds: [...props.subnetIds],
          securityGroupIds: [this.securityGroupId],
          privateDnsEnabled: true,
          policy: renderPolicy([ownAccountOnly(account, service.actions)]),
          tags: { Name: `${clusterName}-${service.name}` },
        }),
    );
    const s3 = new VpcEndpoint(this, "s3", {
      provider,
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${account.region}.s3`,
      routeTableIds: Lazy.listValue({ produce: () => [...props.routeTableIds] }),
      policy: renderPolicy([
        ownAccountOnly(account, ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:PutObject"], {
          "aws:ResourceAccount": account.id,
        }),
        {
          sid: "AmazonLinuxPackages",
          principals: "*",
          actions: ["s3:GetObject"],
          // Amazon Linux 2023 fetches its packages anonymously from buckets of this form (AL2023 user guide,
          // "Deterministic upgrades", section on S3 gateway endpoints).
          resources: [`arn:${account.partition}:s3:::al2023-repos-${account.region}-*/*`],
        },
      ]),
      tags: { Name: `${clusterName}-s3` },
    });
    this.s3PrefixListId = new DataAwsPrefixList(this, "s3-prefix-list", {
      provider,
      name: `com.amazonaws.${account.region}.s3`,
    }).id;
    this.all = [...interfaces, s3];
  }

  /** Admits a caller. */
  public admit(rule: SecurityRule): void {
    this.securityGroup.addIngress(rule);
  }
}

function ownAccountOnly(account: AwsAccount, actions: readonly string[], also: Record<string, string> = {}) {
  return {
    sid: "OwnAccountOnly",
    principals: "*" as const,
    actions,
    resources: ["*"],
    conditions: { StringEquals: { "aws:PrincipalAccount": account.id, ...also } },
  };
}
