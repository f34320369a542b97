import type { AppliedNetwork, GroupRule } from "./applied";
import { LINK_LOCAL } from "./link-local";

/** Table of the router that stands for the security groups. */
export const GROUPS_TABLE = "security_groups";

/**
 * The applied security groups as a packet filter of the router: each packet must pass the outgoing rules of its sender's
 * groups and the incoming rules of its receiver's. Groups keep state, as AWS's do. The resolver, metadata, time and DHCP
 * are outside of all groups.
 *
 * What the load balancer passes on keeps the client's address and counts as coming from the load balancer's group.
 */
export function securityGroupRules(network: AppliedNetwork): string {
  const { balancer, endpoints, machineGroups, rules, prefixLists } = network;
  const groups = [
    ...new Set([...machineGroups, ...balancer.groups, ...endpoints.flatMap((one) => one.groups)]),
  ];
  const members = (group: string): readonly string[] => [
    ...(balancer.groups.includes(group) ? balancer.addresses : []),
    ...endpoints.filter((one) => one.groups.includes(group)).flatMap(({ addresses }) => addresses),
  ];
  const balanced = new Set(balancer.groups);
  const lines = [
    `table inet ${GROUPS_TABLE} {`,
    ...groups.flatMap((group) => set(membersOf(group), members(group))),
    ...Object.entries(prefixLists).flatMap(([id, cidrs]) => set(setName(id), cidrs)),
    ...groups.flatMap((group) =>
      (["egress", "ingress"] as const).flatMap((direction) => [
        `  chain ${direction}_${setName(group)} {`,
        ...rules
          .filter((rule) => rule.group === group && rule.direction === direction)
          .flatMap((rule) => ruleLines(rule, balanced)),
        "    counter drop",
        "  }",
      ]),
    ),
    "  chain balanced {",
    "    type filter hook prerouting priority mangle; policy accept;",
    ...balancer.groups.map(
      (group) =>
        `    ct state new ip daddr @${membersOf(group)} tcp dport 8200 jump ingress_${setName(group)}`,
    ),
    ...balancer.groups.map(
      (group) => `    ct state new ip daddr @${membersOf(group)} tcp dport 8200 ct mark set ${BALANCED}`,
    ),
    "  }",
    ...hook("forward", groups, balancer.groups),
    ...hook("input", groups, []),
    ...hook("output", groups, []),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

/** Mark of connections that the load balancer passes on. */
const BALANCED = "0x8200";

function hook(name: string, groups: readonly string[], balancing: readonly string[]): readonly string[] {
  const free = `{ ${LINK_LOCAL.metadata}, ${LINK_LOCAL.time} }`;
  return [
    `  chain ${name} {`,
    `    type filter hook ${name} priority filter; policy accept;`,
    "    ct state established,related accept",
    ...(name === "input"
      ? [`    ip daddr ${free} accept`, "    udp dport { 53, 67 } accept", "    tcp dport 53 accept"]
      : []),
    ...(name === "output" ? ["    udp sport 67 accept"] : []),
    ...balancing.map((group) => `    ct mark ${BALANCED} jump egress_${setName(group)}`),
    ...groups.map((group) => `    ip saddr @${membersOf(group)} jump egress_${setName(group)}`),
    ...groups.map((group) => `    ip daddr @${membersOf(group)} jump ingress_${setName(group)}`),
    "  }",
  ];
}

function ruleLines(
  { direction, protocol, from, to, peer }: GroupRule,
  balanced: ReadonlySet<string>,
): readonly string[] {
  const ports = protocol === "-1" ? "" : ` ${protocol} dport ${from === to ? from : `${from}-${to}`}`;
  const address = direction === "ingress" ? "saddr" : "daddr";
  if ("cidr" in peer) return [`    ip ${address} ${peer.cidr}${ports} return`];
  if ("prefixList" in peer) return [`    ip ${address} @${setName(peer.prefixList)}${ports} return`];
  return [
    `    ip ${address} @${membersOf(peer.group)}${ports} return`,
    ...(direction === "ingress" && balanced.has(peer.group)
      ? [`    ct mark ${BALANCED}${ports} return`]
      : []),
  ];
}

function set(name: string, elements: readonly string[]): readonly string[] {
  return [
    `  set ${name} {`,
    "    type ipv4_addr; flags interval;",
    ...(elements.length === 0 ? [] : [`    elements = { ${elements.join(", ")} }`]),
    "  }",
  ];
}

/** Set of the addresses of a group's members. */
export function membersOf(group: string): string {
  return `members_${setName(group)}`;
}

function setName(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9]/g, "_");
}
