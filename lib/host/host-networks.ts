import type { Cidr } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";

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

/**
 * Refuses networks that the host's rules could not name: nodes have no IPv6 address.
 *
 * @throws CIDR_INVALID
 */
export function requireIpv4(networks: HostNetworks): void {
  const { clients, nodeSubnets, loadBalancerSubnets, endpointSubnets, vpcCidrs, backends } = networks;
  const all = [clients, nodeSubnets, loadBalancerSubnets, endpointSubnets, vpcCidrs].flat();
  const other = [...all, ...backends.map(({ cidr }) => cidr)].find(({ version }) => version !== 4);
  if (other === undefined) return;
  throw new HardenedVaultError({
    code: "CIDR_INVALID",
    message: "a network of the host's firewall must be an IPv4 network",
    got: other.text,
    expected: "IPv4 networks: the firewall drops all of IPv6",
    repair: "name the IPv4 network",
  });
}

/** Addresses of the resolver. */
export function resolvers({ vpcCidrs }: HostNetworks): readonly string[] {
  return [...vpcCidrs.map((cidr) => cidr.host(2)), LINK_LOCAL.resolver];
}

/** Texts of networks, each once, in their order. */
export function texts(...groups: readonly (readonly Cidr[])[]): readonly string[] {
  return [...new Set(groups.flat().map(({ text }) => text))];
}
