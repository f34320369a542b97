import type { Cidr } from "../core/cidr";
import { type HostNetworks, LINK_LOCAL, resolvers, texts } from "./host-networks";
import { type NodeFile, systemFile } from "./node-file";

/**
 * The host's firewall: both directions closed, each open path named (NET-08).
 *
 * Instance metadata and AWS endpoints are open to the users that need them; for everybody else packets vanish and a
 * counter rises. IPv6 has no rule and so no way.
 */
export function firewall(networks: HostNetworks): NodeFile {
  const { clients, nodeSubnets, loadBalancerSubnets, endpointSubnets, backends } = networks;
  const peers = networkSet(nodeSubnets);
  const lines = [
    "#!/usr/sbin/nft -f",
    "# Both directions are closed; what is open is listed here and nowhere else.",
    "flush ruleset",
    "table inet hardened_vault {",
    "  counter dropped_in {",
    "  }",
    "  counter dropped_forward {",
    "  }",
    "  counter dropped_out {",
    "  }",
    "  chain incoming {",
    "    type filter hook input priority filter; policy drop;",
    "    iif lo accept",
    "    ct state established,related accept",
    "    ct state invalid counter name dropped_in drop",
    "    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
    '    udp sport 67 udp dport 68 accept comment "DHCP renewal, or the lease is lost"',
    `    ip saddr ${networkSet(clients, loadBalancerSubnets)} tcp dport 8200 accept comment "API: clients keep their addresses behind the load balancer"`,
    `    ip saddr ${peers} tcp dport { 8200, 8201 } accept comment "other nodes"`,
    `    ip saddr ${networkSet(loadBalancerSubnets)} tcp dport 8202 accept comment "health checks; this port serves the whole API"`,
    "    counter name dropped_in",
    "  }",
    "  chain forwarded {",
    "    type filter hook forward priority filter; policy drop;",
    "    counter name dropped_forward",
    "  }",
    "  chain outgoing {",
    "    type filter hook output priority filter; policy drop;",
    "    oif lo accept",
    "    ct state established,related accept",
    '    udp sport 68 udp dport 67 accept comment "DHCP renewal"',
    `    ip daddr ${LINK_LOCAL.metadata} tcp dport 80 meta skuid { root, vault, cwagent } accept comment "instance metadata"`,
    `    ip daddr ${addressSet(resolvers(networks))} meta l4proto { tcp, udp } th dport 53 accept comment "the VPC's resolver"`,
    `    ip daddr ${LINK_LOCAL.time} udp dport 123 accept comment "Amazon Time Sync"`,
    `    ip daddr ${peers} tcp dport { 8200, 8201 } meta skuid { root, vault } accept comment "other nodes"`,
    `    ip daddr ${networkSet(endpointSubnets)} tcp dport 443 meta skuid { root, vault, cwagent } accept comment "AWS APIs through interface endpoints"`,
    '    tcp dport 443 meta skuid root accept comment "S3 has public addresses: the security group\'s prefix list decides"',
    ...backends.map(
      ({ cidr, port, protocol, description }) =>
        `    ip daddr ${cidr.text} ${protocol ?? "tcp"} dport ${port} meta skuid vault accept comment "${comment(description)}"`,
    ),
    "    counter name dropped_out",
    "  }",
    "}",
  ];
  return systemFile("/etc/nftables.conf", `${lines.join("\n")}\n`, 0o600);
}

/** A set of networks; they must not overlap, so what lies inside another one is left out. */
function networkSet(...groups: readonly (readonly Cidr[])[]): string {
  const all = groups.flat();
  const outer = all.filter((one) => !all.some((other) => other.text !== one.text && other.contains(one)));
  return addressSet(texts(outer));
}

function addressSet(elements: readonly string[]): string {
  return `{ ${elements.join(", ")} }`;
}

/** A comment in nftables holds 128 bytes and no quotes. */
function comment(text: string): string {
  return text.replaceAll(/["\\\n]/g, " ").slice(0, 100);
}
