import type { Cidr } from "../core/cidr";

/** A system that Vault itself may reach. */
export interface HostBackend {
  /** Where it is. */
  readonly cidr: Cidr;
  /** Its port. */
  readonly port: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** What it is; a comment of the rule. */
  readonly description: string;
}

/** Whom a node may speak to; the firewall and the unit's address filter are rendered from the same list. */
export interface HostNetworks {
  /** Networks of the declared clients; the load balancer keeps their addresses. */
  readonly clients: readonly Cidr[];
  /** Subnets of the nodes. */
  readonly nodeSubnets: readonly Cidr[];
  /** Subnets of the load balancer. */
  readonly loadBalancerSubnets: readonly Cidr[];
  /** Subnets of the interface endpoints. */
  readonly endpointSubnets: readonly Cidr[];
  /** The VPC's own networks; the base of each plus two is its resolver. */
  readonly vpcCidrs: readonly Cidr[];
  /** What Vault itself may reach. */
  readonly backends: readonly HostBackend[];
}

/** Link-local addresses of AWS: instance metadata, resolver, time (Amazon EC2 user guide). */
export const LINK_LOCAL = {
  metadata: "169.254.169.254",
  resolver: "169.254.169.253",
  time: "169.254.169.123",
} as const;

/** Addresses of the resolver. */
export function resolvers({ vpcCidrs }: HostNetworks): readonly string[] {
  return [...vpcCidrs.map((cidr) => cidr.host(2)), LINK_LOCAL.resolver];
}

/** Texts of networks, each once, in their order. */
export function texts(...groups: readonly (readonly Cidr[])[]): readonly string[] {
  return [...new Set(groups.flat().map(({ text }) => text))];
}
