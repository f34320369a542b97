import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { logGroupPrefix } from "../aws/log-group";
import { requireClusterName, requireDomainName } from "../aws/names";
import type { Protection } from "../aws/protection";
import type { SecurityRule } from "../aws/security-group";
import type { Cidr } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";
import { type EndpointService, PRIVATE_CA_ENDPOINT_SERVICE } from "./endpoint-service";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import type { IVaultNetwork, PrivateZone, VaultSubnet } from "./i-vault-network";
import { ImportedNetwork, type VaultNetworkAttributes } from "./imported-network";
import { planSubnets } from "./subnet-plan";

/** What can be chosen about a network. */
export interface NetworkOptions {
  /**
   * The VPC's IPv4 network, /16 to /23.
   *
   * @default "10.64.0.0/22"
   */
  readonly cidr?: string;
  /**
   * Three availability zones.
   *
   * @default - the first three of the region that need no opt-in; name them, so that a new zone never moves a subnet
   */
  readonly availabilityZones?: readonly string[];
  /** Endpoints for more AWS APIs. @default - what every node calls */
  readonly additionalEndpoints?: readonly EndpointService[];
}

/** Properties of {@link VaultNetwork}. */
export interface VaultNetworkProps extends NetworkOptions, AwsProviderProps {
  /** Name of the cluster that the network is for; part of names. */
  readonly clusterName: string;
  /** The name that clients use, such as `vault.corp.example`; the private zone is made for just this name. */
  readonly domainName: string;
  /** Key of the flow logs. @default - a key of its own */
  readonly logsKey?: IEncryptionKey;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

type Tier = (name: string, cidrs: readonly Cidr[], routes: RouteTable) => readonly VaultSubnet[];

/**
 * A VPC with no way in or out but private endpoints: three availability zones, tiers for nodes, load balancer and
 * endpoints, no internet or NAT gateway, flow logs, an emptied default security group and a private hosted zone.
 */
export class VaultNetwork extends Construct implements IVaultNetwork {
  /**
   * A network that exists already. Nothing is made in it but rules that admit the nodes to its endpoints; it must have
   * the endpoints that the documentation lists.
   *
   * @throws SUBNETS_INVALID, CIDR_INVALID, CIDR_OVERLAP, IDENTIFIER_INVALID
   */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: VaultNetworkAttributes,
  ): IVaultNetwork {
    return new ImportedNetwork(scope, id, attributes);
  }

  /** For `additionalEndpoints`: AWS Private CA, when the nodes' certificates come from there. */
  public static readonly PRIVATE_CA: EndpointService = PRIVATE_CA_ENDPOINT_SERVICE;

  public readonly vpcId: string;
  public readonly vpcCidr: Cidr;
  public readonly nodeSubnets: readonly VaultSubnet[];
  public readonly loadBalancerSubnets: readonly VaultSubnet[];
  public readonly endpointSubnets: readonly VaultSubnet[];
  public readonly endpointsSecurityGroupId: string;
  public readonly s3PrefixListId: string;
  public readonly privateZone: PrivateZone;
  public readonly readiness: readonly ITerraformDependable[];
  private readonly endpoints: Endpoints;
  private readonly makeDrills: () => readonly VaultSubnet[];
  private drills?: readonly VaultSubnet[];

  public constructor(scope: Construct, id: string, props: VaultNetworkProps) {
    super(scope, id);
    const { provider, protection } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const domainName = requireDomainName(this, props.domainName);
    const plan = HardenedVaultError.locate(this, () => planSubnets(props.cidr ?? "10.64.0.0/22"));
    const zones = this.zones(props);

    const vpc = new Vpc(this, "Resource", {
      provider,
      cidrBlock: plan.vpc.text,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: clusterName },
    });
    this.vpcId = vpc.id;
    this.vpcCidr = plan.vpc;
    new DefaultSecurityGroup(this, "default-security-group", {
      provider,
      vpcId: vpc.id,
      tags: { Name: `${clusterName}-default-unused` },
    });

    const nodeRoutes = this.routeTable("node", clusterName, props);
    const isolatedRoutes = this.routeTable("isolated", clusterName, props);
    const tier: Tier = (name, cidrs, routes) =>
      cidrs.map((cidr, index) => {
        const subnet = new Subnet(this, `${name}-subnet-${index + 1}`, {
          provider,
          vpcId: vpc.id,
          cidrBlock: cidr.text,
          availabilityZone: zones[index] as string,
          mapPublicIpOnLaunch: false,
          tags: { Name: `${clusterName}-${name}-${index + 1}` },
        });
        new RouteTableAssociation(this, `${name}-routes-${index + 1}`, {
          provider,
          subnetId: subnet.id,
          routeTableId: routes.id,
        });
        return { subnetId: subnet.id, cidr };
      });
    this.nodeSubnets = tier("node", plan.nodes, nodeRoutes);
    this.loadBalancerSubnets = tier("load-balancer", plan.loadBalancer, isolatedRoutes);
    this.endpointSubnets = tier("endpoint", plan.endpoints, isolatedRoutes);

    const logsKey =
      props.logsKey ??
      new EncryptionKey(this, "logs-key", {
        provider,
        clusterName,
        use: KeyUse.logGroups(logGroupPrefix(clusterName), "network-logs"),
        protection,
      });
    new FlowLogs(this, "flow-log", { provider, clusterName, vpcId: vpc.id, logsKey, protection });

    const routeTableIds = [nodeRoutes.id];
    this.endpoints = new Endpoints(this, "endpoints", {
      provider,
      clusterName,
      vpcId: vpc.id,
      subnetIds: this.endpointSubnets.map(({ subnetId }) => subnetId),
      routeTableIds,
      additionalServices: props.additionalEndpoints,
    });
    this.makeDrills = () => {
      const routes = this.routeTable("drill", clusterName, props);
      routeTableIds.push(routes.id);
      return tier("drill", plan.drills, routes);
    };
    this.endpointsSecurityGroupId = this.endpoints.securityGroupId;
    this.s3PrefixListId = this.endpoints.s3PrefixListId;
    this.readiness = this.endpoints.all;

    this.privateZone = {
      zoneId: new Route53Zone(this, "private-zone", {
        provider,
        name: domainName,
        comment: `Private name of the Vault cluster ${clusterName}`,
        vpc: [{ vpcId: vpc.id }],
      }).zoneId,
    };
  }

  /** Made when they are asked for first: a network without drills has none. */
  public drillSubnets(): readonly VaultSubnet[] {
    this.drills ??= this.makeDrills();
    return this.drills;
  }

  public admitToEndpoints(rule: SecurityRule): void {
    this.endpoints.admit(rule);
  }

  private routeTable(name: string, clusterName: string, { provider }: VaultNetworkProps): RouteTable {
    return new RouteTable(this, `${name}-routes`, {
      provider,
      vpcId: this.vpcId,
      tags: { Name: `${clusterName}-${name}` },
    });
  }

  private zones({ availabilityZones, provider }: VaultNetworkProps): readonly string[] {
    if (availabilityZones === undefined) {
      const { names } = new DataAwsAvailabilityZones(this, "availability-zones", {
        provider,
        state: "available",
        filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      });
      return [0, 1, 2].map((index) => Token.asString(Fn.element(names, index)));
    }
    if (availabilityZones.length !== 3 || new Set(availabilityZones).size !== 3) {
      throw new HardenedVaultError(
        {
          code: "SUBNETS_INVALID",
          message: "a Vault network spans three availability zones",
          got: availabilityZones,
          expected: "three different availability zones",
          repair:
            "name three zones of the region, for example eu-central-1a, eu-central-1b and eu-central-1c",
        },
        this,
      );
    }
    return availabilityZones;
  }
}
