import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import type { Resources } from "./resources";
import { Value } from "./value";

/** The other side of a rule of a security group. */
export interface Peer {
  /** A network, another group, the group itself, a prefix list. */
  readonly kind: "network" | "group" | "self" | "list";
  /** What names it. */
  readonly value: Value;
}

/** What a security group lets in or out, in whatever form it was written. */
export interface AccessRule {
  readonly direction: "in" | "out";
  /** The resource that says it: a rule of its own, or the group with a block. */
  readonly holder: Resource;
  readonly protocol: Value;
  readonly from: Value;
  readonly to: Value;
  readonly peers: readonly Peer[];
}

/** Ports from the first to the last. */
export interface Ports {
  readonly first: number;
  readonly last: number;
}

/** Types that are security groups. */
export const GROUPS = ["aws_security_group", "aws_default_security_group"];

const KNOWN = new WeakMap<Evidence, ReadonlyMap<string, readonly AccessRule[]>>();

/**
 * The rules of a group.
 *
 * @param group address of the resource, or the id of a group that is somewhere else
 */
export function accessRulesOf(group: string, evidence: Evidence): readonly AccessRule[] {
  let known = KNOWN.get(evidence);
  if (known === undefined) {
    known = collect(evidence.resources);
    KNOWN.set(evidence, known);
  }
  return known.get(group) ?? [];
}

/** What a value names as groups: addresses of resources, ids of groups that are somewhere else. */
export function groupsNamedBy(value: Value, resources: Resources): readonly string[] {
  return value.items.flatMap((item) => {
    const known = resources.namedBy(item, ...GROUPS).map(({ address }) => address);
    if (known.length > 0) return known;
    return typeof item.literal === "string" && item.literal !== "" ? [item.literal] : [];
  });
}

/** Name of the protocol, numbers of IANA included; `all` for every one; `undefined` where it is not known. */
export function protocolOf({ protocol }: AccessRule): string | undefined {
  if (protocol.isAbsent) return "all";
  if (protocol.literal === undefined) return undefined;
  const text = String(protocol.literal).trim().toLowerCase();
  return (
    { "-1": "all", all: "all", "": "all", 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" }[text] ??
    text.replace(/^ipv6-icmp$/, "icmpv6")
  );
}

/** Its ports; `undefined` where they are not known. */
export function portsOf(rule: AccessRule): Ports | undefined {
  if (protocolOf(rule) === "all") return { first: 0, last: 65_535 };
  const first = portOf(rule.from);
  const last = portOf(rule.to) ?? (rule.to.isAbsent ? first : undefined);
  if (first === undefined || last === undefined) return undefined;
  return first < 0 || last < 0 || Number.isNaN(first) || Number.isNaN(last)
    ? { first: 0, last: 65_535 }
    : { first, last };
}

/** -1 where none is set: every port. */
function portOf(value: Value): number | undefined {
  if (value.isAbsent) return -1;
  return value.literal === undefined ? undefined : Number(value.literal);
}

/** What a rule says, in a line. */
export function describe(rule: AccessRule): string {
  const ports = portsOf(rule);
  const range =
    ports === undefined
      ? `${rule.from}-${rule.to}`
      : ports.first === ports.last
        ? ports.first
        : `${ports.first}-${ports.last}`;
  const peers = rule.peers.map(({ kind, value }) => (kind === "self" ? "the group itself" : `${value}`));
  const who = peers.length === 0 ? "nobody named" : peers.join(", ");
  return `${rule.direction === "in" ? "in from" : "out to"} ${who}, ${protocolOf(rule) ?? rule.protocol} ${range}`;
}

function collect(resources: Resources): ReadonlyMap<string, readonly AccessRule[]> {
  const found = new Map<string, AccessRule[]>();
  const add = (group: string, rule: AccessRule) => {
    const rules = found.get(group);
    if (rules === undefined) found.set(group, [rule]);
    else rules.push(rule);
  };
  for (const group of resources.ofType(...GROUPS)) {
    for (const rule of inline(group)) add(group.address, rule);
  }
  for (const holder of resources.ofType(
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_security_group_rule",
  )) {
    const rule = ofResource(holder);
    for (const group of groupsNamedBy(holder.at("security_group_id"), resources)) {
      add(group, { ...rule, peers: rule.peers.map((peer) => selfOr(peer, group, resources)) });
    }
  }
  return found;
}

/** Blocks of a group; a dynamic block hides what it makes. */
function inline(group: Resource): readonly AccessRule[] {
  return (["ingress", "egress"] as const).flatMap((name) => {
    const hidden = group.at(`dynamic.${name}`);
    const blocks = [...group.blocks(name), ...(hidden.isAbsent ? [] : [new Value(name, `\${${name}}`)])];
    return blocks.map((block) => ({
      direction: name === "ingress" ? ("in" as const) : ("out" as const),
      holder: group,
      protocol: block.at("protocol"),
      from: block.at("from_port"),
      to: block.at("to_port"),
      peers: [
        ...networks(block, "cidr_blocks", "ipv6_cidr_blocks"),
        ...named(block.at("security_groups"), "group"),
        ...named(block.at("prefix_list_ids"), "list"),
        ...self(block.at("self")),
      ],
    }));
  });
}

function ofResource(holder: Resource): AccessRule {
  if (holder.type === "aws_security_group_rule") {
    return {
      direction: holder.at("type").literal === "egress" ? "out" : "in",
      holder,
      protocol: holder.at("protocol"),
      from: holder.at("from_port"),
      to: holder.at("to_port"),
      peers: [
        ...networks(holder.attributes, "cidr_blocks", "ipv6_cidr_blocks"),
        ...named(holder.at("source_security_group_id"), "group"),
        ...named(holder.at("prefix_list_ids"), "list"),
        ...self(holder.at("self")),
      ],
    };
  }
  return {
    direction: holder.type === "aws_vpc_security_group_egress_rule" ? "out" : "in",
    holder,
    protocol: holder.at("ip_protocol"),
    from: holder.at("from_port"),
    to: holder.at("to_port"),
    peers: [
      ...networks(holder.attributes, "cidr_ipv4", "cidr_ipv6"),
      ...named(holder.at("referenced_security_group_id"), "group"),
      ...named(holder.at("prefix_list_id"), "list"),
    ],
  };
}

function networks(block: Value, ...attributes: readonly string[]): readonly Peer[] {
  return attributes.flatMap((attribute) => named(block.at(attribute), "network"));
}

function named(value: Value, kind: Peer["kind"]): readonly Peer[] {
  return value.items.filter(({ raw }) => raw !== "").map((item) => ({ kind, value: item }));
}

function self(value: Value): readonly Peer[] {
  return value.literal === true || value.literal === "true" ? [{ kind: "self", value }] : [];
}

/** A group that is named by its own rule is the group itself. */
function selfOr(peer: Peer, group: string, resources: Resources): Peer {
  return peer.kind === "group" && groupsNamedBy(peer.value, resources).includes(group)
    ? { kind: "self", value: peer.value }
    : peer;
}
