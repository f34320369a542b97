import { DataAwsRouteTable } from "@cdktf/provider-aws/lib/data-aws-route-table";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import { requireEc2Id } from "../aws/arn";
import { type SecurityRule, SecurityRules } from "../aws/security-group";
import { Cidr, requireDisjoint } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";
import type { IVaultNetwork, PrivateZone, VaultSubnet } from "./i-vault-network";

/** A subnet that exists already. */
export interface SubnetAttributes {
  /** `subnet-…`; may be a token. */
  readonly subnetId: string;
  /** Its IPv4 network; a literal. */
  readonly cidr: string;
}

/** What must be known of a network that exists already. */
export interface VaultNetworkAttributes extends AwsProviderProps {
  /** `vpc-…`; may be a token. */
  readonly vpcId: string;
  /** The VPC's primary IPv4 network; a literal. */
  readonly vpcCidr: string;
  /** Three subnets or more for the nodes, in different availability zones, without a route to the internet. */
  readonly nodeSubnets: readonly SubnetAttributes[];
  /** Subnets for the load balancer; nothing else may live there, because they may reach the health port. */
  readonly loadBalancerSubnets: readonly SubnetAttributes[];
  /** Subnets of the interface endpoints. */
  readonly endpointSubnets: readonly SubnetAttributes[];
  /**
   * Subnets for restore drills. Their route tables may lead to S3's gateway endpoint and nowhere else: a plan refuses any
   * other route, because a restored copy begins to revoke leases in whatever it reaches.
   *
   * @default - none, and so no drills
   */
  readonly drillSubnets?: readonly SubnetAttributes[];
  /** Security group of the interface endpoints. */
  readonly endpointsSecurityGroupId: string;
  /**
   * Whether rules that admit the nodes may be added to that group.
   *
   * @default true
   */
  readonly endpointsSecurityGroupMutable?: boolean;
  /** Prefix list of the S3 gateway endpoint: `pl-…`. */
  readonly s3PrefixListId: string;
  /** Private hosted zone in which the cluster's name is written. */
  readonly privateZoneId: string;
}

/** A network that exists already. */
export class ImportedNetwork extends Construct implements IVaultNetwork {
  public readonly vpcId: string;
  public readonly vpcCidr: Cidr;
  public readonly nodeSubnets: readonly VaultSubnet[];
  public readonly loadBalancerSubnets: readonly VaultSubnet[];
  public readonly endpointSubnets: readonly VaultSubnet[];
  public readonly endpointsSecurityGroupId: string;
  public readonly s3PrefixListId: string;
  public readonly privateZone: PrivateZone;
  public readonly readiness: readonly ITerraformDependable[] = [];
  private readonly endpointRules?: SecurityRules;
  private readonly drills: readonly VaultSubnet[];

  public constructor(scope: Construct, id: string, attributes: VaultNetworkAttributes) {
    super(scope, id);
    const read = <T>(action: () => T): T => HardenedVaultError.locate(this, action);
    this.vpcId = read(() => requireEc2Id("vpcId", attributes.vpcId, "vpc"));
    this.vpcCidr = read(() => Cidr.parse("vpcCidr", attributes.vpcCidr));
    this.nodeSubnets = read(() => subnets("nodeSubnets", attributes.nodeSubnets, 3));
    this.loadBalancerSubnets = read(() => subnets("loadBalancerSubnets", attributes.loadBalancerSubnets, 2));
    this.endpointSubnets = read(() => subnets("endpointSubnets", attributes.endpointSubnets, 1));
    this.drills = read(() => subnets("drillSubnets", attributes.drillSubnets ?? [], 0));
    this.drills.forEach((subnet, index) => {
      new DataAwsRouteTable(this, `drill-routes-${index + 1}`, {
        provider: attributes.provider,
        subnetId: subnet.subnetId,
        lifecycle: {
          postcondition: [leadsNowhere(`${this.node.path}: the drill subnet ${subnet.subnetId}`)],
        },
      });
    });
    read(() =>
      requireDisjoint(
        "nodeSubnets and loadBalancerSubnets",
        [...this.nodeSubnets, ...this.loadBalancerSubnets].map(({ cidr }) => cidr),
      ),
    );
    this.endpointsSecurityGroupId = read(() =>
      requireEc2Id("endpointsSecurityGroupId", attributes.endpointsSecurityGroupId, "sg"),
    );
    this.s3PrefixListId = read(() => requireEc2Id("s3PrefixListId", attributes.s3PrefixListId, "pl"));
    this.privateZone = { zoneId: attributes.privateZoneId };
    if (attributes.endpointsSecurityGroupMutable !== false) {
      this.endpointRules = new SecurityRules(
        this,
        "endpoint-rules",
        this.endpointsSecurityGroupId,
        attributes.provider,
      );
    }
  }

  public drillSubnets(): readonly VaultSubnet[] {
    return this.drills;
  }

  public admitToEndpoints(rule: SecurityRule): void {
    this.endpointRules?.addIngress(rule);
  }
}

/** Where a route may lead elsewhere: by none of these. A gateway endpoint and the VPC itself are gateways too. */
const WAYS_OUT = [
  "carrier_gateway_id",
  "core_network_arn",
  "egress_only_gateway_id",
  "instance_id",
  "local_gateway_id",
  "nat_gateway_id",
  "network_interface_id",
  "transit_gateway_id",
  "vpc_peering_connection_id",
];

/** What a plan looks at in the route table of a subnet, and says where it leads out. */
function leadsNowhere(subnet: string): { readonly condition: string; readonly errorMessage: string } {
  const ways = WAYS_OUT.map((way) => `route.${way} == ""`).join(" && ");
  return {
    condition: `\${alltrue([for route in self.routes : (route.gateway_id == "" || route.gateway_id == "local" || startswith(route.gateway_id, "vpce-")) && ${ways}])}`,
    errorMessage: `${subnet} has a route out. A restored Vault would revoke leases in the systems that it reaches: name in drillSubnets subnets whose route table leads to S3's gateway endpoint alone.`,
  };
}

function subnets(what: string, given: readonly SubnetAttributes[], least: number): readonly VaultSubnet[] {
  requireLiteral(
    `the cidrs of ${what}`,
    given.map(({ cidr }) => cidr),
  );
  if (given.length < least) {
    throw new HardenedVaultError({
      code: "SUBNETS_INVALID",
      message: `${what} are too few`,
      got: given,
      expected: `${least} subnets or more`,
      repair: "name one subnet in each availability zone",
    });
  }
  return given.map(({ subnetId, cidr }) => ({
    subnetId: requireEc2Id(what, subnetId, "subnet"),
    cidr: Cidr.parse(`cidr of ${what}`, cidr),
  }));
}
