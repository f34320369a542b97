import type { Cidr } from "../core/cidr";
import { type HostNetworks, LINK_LOCAL, resolvers, texts } from "./host-networks";
import { type NodeFile, systemFile } from "./node-file";
import { SNAPSHOT_ACCOUNT } from "./vault-paths";

/** All that the firewall depends on. */
export interface FirewallInput extends HostNetworks {
  /** Whether the account of snapshots runs something on this machine, and needs a way to S3. @default true */
  readonly takesSnapshots?: boolean;
}

/**
 * The host's firewall: both directions closed, each open path named (NET-08).
 *
 * Instance metadata and AWS endpoints are open to the users that need them; for everybody else packets vanish and a
 * counter rises. IPv6 has no rule and so no way.
 */
export function firewall(input: FirewallInput): NodeFile {
  const {
    clients,
    nodeSubnets,
    loadBalancerSubnets,
    endpointSubnets,
    backends,
    takesSnapshots = true,
  } = input;
  const errands = takesSnapshots ? [SNAPSHOT_ACCOUNT] : [];
  const callers = setOf(["root", "vault", ...errands, "cwagent"]);
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
    "  # Closed until this node belongs to a committed cluster; the bootstrap opens it.",
    "  set closed_ports {",
    "    type inet_service",
    "    elements = { 8200 }",
    "  }",
    "  chain incoming {",
    "    type filter hook input priority filter; policy drop;",
    "    iif != lo tcp dport @closed_ports counter name dropped_in drop",
    '    iif lo tcp dport 8202 counter name dropped_in drop comment "not on loopback either"',
    "    iif lo accept",
    "    ct state established,related accept",
    "    ct state invalid counter name dropped_in drop",
    "    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
    '    udp sport 67 udp dport 68 accept comment "DHCP renewal, or the lease is lost"',
    ...forNetworks(
      [clients, loadBalancerSubnets],
      (set) =>
        `ip saddr ${set} tcp dport 8200 accept comment "API: clients keep their addresses behind the load balancer"`,
    ),
    ...forNetworks(
      [nodeSubnets],
      (set) => `ip saddr ${set} tcp dport { 8200, 8201 } accept comment "other nodes"`,
    ),
    ...forNetworks(
      [loadBalancerSubnets],
      (set) =>
        `ip saddr ${set} tcp dport 8202 accept comment "health checks; this port serves the whole API"`,
    ),
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
    `    ip daddr ${LINK_LOCAL.metadata} tcp dport 80 meta skuid ${callers} accept comment "instance metadata"`,
    `    ip daddr ${setOf(resolvers(input))} meta l4proto { tcp, udp } th dport 53 accept comment "the VPC's resolver"`,
    `    ip daddr ${LINK_LOCAL.time} udp dport 123 accept comment "Amazon Time Sync"`,
    ...forNetworks(
      [nodeSubnets],
      (set) =>
        `ip daddr ${set} tcp dport { 8200, 8201 } meta skuid { root, vault } accept comment "other nodes"`,
    ),
    ...forNetworks(
      [endpointSubnets],
      (set) =>
        `ip daddr ${set} tcp dport 443 meta skuid ${callers} accept comment "AWS APIs through interface endpoints"`,
    ),
    `    tcp dport 443 meta skuid ${setOf(["root", ...errands])} accept comment "S3 has public addresses: the security group's prefix list decides"`,
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

/**
 * A rule for a set of networks, or none: nft refuses an empty set. Elements must not overlap either, so what lies
 * inside another network is left out.
 */
function forNetworks(groups: readonly (readonly Cidr[])[], rule: (set: string) => string): readonly string[] {
  const all = groups.flat();
  const outer = all.filter((one) => !all.some((other) => other.text !== one.text && other.contains(one)));
  return outer.length === 0 ? [] : [`    ${rule(setOf(texts(outer)))}`];
}

function setOf(elements: readonly string[]): string {
  return `{ ${elements.join(", ")} }`;
}

/** A comment in nftables holds 128 bytes and no quotes; one that is longer makes nft refuse the whole file. */
function comment(text: string): string {
  return text.replaceAll(/[^ -~]|["\\]/g, " ").slice(0, 100);
}
