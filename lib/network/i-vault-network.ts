import type { ITerraformDependable } from "cdktf";
import type { SecurityRule } from "../aws/security-group";
import type { Cidr } from "../core/cidr";

/** One subnet of a tier. */
export interface VaultSubnet {
  /** Id of the subnet. */
  readonly subnetId: string;
  /** Its network; a literal, because host firewalls are rendered from it. */
  readonly cidr: Cidr;
}

/** The private zone that carries the cluster's name. */
export interface PrivateZone {
  /** Id of the hosted zone. */
  readonly zoneId: string;
}

/** A network that a cluster can live in: made by this library or brought along. */
export interface IVaultNetwork {
  /** Id of the VPC. */
  readonly vpcId: string;
  /** The VPC's own network; its base plus two is the resolver. */
  readonly vpcCidr: Cidr;
  /** Subnets of the nodes, one in each of three availability zones. */
  readonly nodeSubnets: readonly VaultSubnet[];
  /** Subnets of the load balancer, which only it uses. */
  readonly loadBalancerSubnets: readonly VaultSubnet[];
  /** Subnets of the interface endpoints. */
  readonly endpointSubnets: readonly VaultSubnet[];
  /** Group of the interface endpoints; nodes are let out to it. */
  readonly endpointsSecurityGroupId: string;
  /** Prefix list of the S3 gateway endpoint; nodes are let out to it. */
  readonly s3PrefixListId: string;
  /** The private hosted zone for the cluster's name. */
  readonly privateZone: PrivateZone;
  /** What must exist before a node can boot, such as endpoints. */
  readonly readiness: readonly ITerraformDependable[];
  /**
   * Subnets for restore drills: no route but to S3 and within the VPC; empty where there are none.
   */
  drillSubnets(): readonly VaultSubnet[];
  /** Admits a caller to the interface endpoints. */
  admitToEndpoints(rule: SecurityRule): void;
}
