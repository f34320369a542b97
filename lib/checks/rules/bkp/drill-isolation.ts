import { type Observation, pass, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { clusterGroups } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import { accessRulesOf, describe, groupsNamedBy } from "../../evidence/access-rules";
import type { Evidence } from "../../evidence/evidence";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { hasOpenExpression } from "../../evidence/resource-pattern";
import { type Route, routingOf } from "../../evidence/routes";
import type { Value } from "../../evidence/value";
import { Firewall } from "../../host/firewall";
import { isUpkeep, METADATA, networksOf, portsOf } from "../net/firewall-rules";

const EXPECTED = "subnets of their own, from which nothing but endpoints of AWS can be reached";

/** What a machine asks of AWS: its APIs, names, the time. */
const PORTS = ["443", "53", "123"];

/** Where a route may lead out of a VPC, beside its gateway. */
const WAYS_OUT = [
  "carrier_gateway_id",
  "core_network_arn",
  "egress_only_gateway_id",
  "local_gateway_id",
  "nat_gateway_id",
  "network_interface_id",
  "transit_gateway_id",
  "vpc_peering_connection_id",
];

/** A restored copy begins to revoke leases in whatever it reaches: it reaches nothing. */
export function isolated(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const named = group.scalingGroups.flatMap((one) => one.at("vpc_zone_identifier").items);
  const nodes = new Set(clusterGroups(context).flatMap(({ subnets }) => subnets));
  return [
    passIf(named.length > 0, { actual: `the machines are in ${named.length} subnets`, expected: EXPECTED }),
    ...none(
      group.subnets.filter((subnet) => nodes.has(subnet)).map(({ address }) => `${address} is one of nodes`),
      EXPECTED,
    ),
    ...named.flatMap((subnet) => routed(subnet, context)),
    ...admitted(group, context),
    ...filtered(group),
  ];
}

function routed(named: Value, { evidence }: RuleContext): readonly Observation[] {
  const subnets = evidence.resources.namedBy(named, "aws_subnet");
  if (subnets.length > 0) return subnets.flatMap((subnet) => leads(subnet, evidence));
  const isWatched = evidence.resources
    .ofType("data.aws_route_table")
    .some(
      (table) => table.at("subnet_id").raw === named.raw && !table.at("lifecycle.postcondition").isAbsent,
    );
  const actual = `a subnet ${named}`;
  return isWatched
    ? [pass({ actual: `${actual}, whose routes every plan looks at`, expected: EXPECTED })]
    : [unknown({ actual, expected: EXPECTED, reason: "its routes belong to another stack" })];
}

function leads(subnet: Resource, evidence: Evidence): readonly Observation[] {
  const { own, tables, routes } = routingOf(subnet, evidence);
  const propagated = tables.filter(
    (table) =>
      table.at("propagating_vgws").items.length > 0 ||
      evidence.resources.naming(table, "aws_vpn_gateway_route_propagation", "route_table_id").length > 0,
  );
  const out = routes.flatMap((route) => wayOut(route) ?? []);
  const isOpen = (text: string) => hasOpenExpression(text);
  return [
    passIf(own.length > 0, {
      actual: `${subnet.address} ${own.length > 0 ? `has ${own.map(({ address }) => address).join(", ")}` : "has no route table of its own"}`,
      expected: EXPECTED,
    }),
    ...none(
      [
        ...out.filter((way) => !isOpen(way)),
        ...propagated.map(({ address }) => `${address} takes over routes of a VPN`),
      ],
      EXPECTED,
    ),
    ...out
      .filter(isOpen)
      .map((actual) => unknown({ actual, expected: EXPECTED, reason: "it is known when it is deployed" })),
  ];
}

function wayOut({ holder, at }: Route): string | undefined {
  const gateway = at("gateway_id");
  const isInside =
    gateway.isAbsent ||
    gateway.raw === "" ||
    /^(local$|vpce-)/.test(String(gateway.literal)) ||
    gateway.references.some(({ address }) => /^(data\.)?aws_vpc_endpoint\./.test(address));
  const ways = [...(isInside ? [] : [gateway]), ...WAYS_OUT.map(at)].filter(
    (way) => !way.isAbsent && way.raw !== "",
  );
  const [first] = ways;
  return first === undefined ? undefined : `${holder.address}: a route by ${first.path} to ${first}`;
}

/** Whom the machines' security groups let in and out. */
function admitted(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const nodes = new Set(
    clusterGroups(context).flatMap(({ securityGroups }) => securityGroups.map(({ address }) => address)),
  );
  const own = group.securityGroups.map(({ address }) => address);
  const rules = own.flatMap((address) => accessRulesOf(address, evidence));
  const reaches = rules.flatMap((rule) =>
    rule.direction === "in"
      ? [`${rule.holder.address}: ${describe(rule)}`]
      : rule.peers
          .filter(
            ({ kind, value }) =>
              kind === "network" ||
              groupsNamedBy(value, evidence.resources).some((address) => nodes.has(address)),
          )
          .map(() => `${rule.holder.address}: ${describe(rule)}`),
  );
  return none(
    [
      ...own.filter((address) => nodes.has(address)).map((address) => `${address} is that of nodes`),
      ...reaches,
    ],
    "nobody is let in, and nobody but endpoints of AWS is reached",
  );
}

/** Whom the machine's own packet filter lets in and out, where its files say. */
function filtered({ host }: NodeGroup): readonly Observation[] {
  const firewall = host === undefined ? undefined : Firewall.of(host);
  if (firewall === undefined) return [];
  const rules = (hook: string) => firewall.base(hook).flatMap((chain) => firewall.accepting(chain));
  const into = rules("input").filter((rule) => !isUpkeep(rule, "iif"));
  const out = rules("output").filter((rule) => {
    const ports = portsOf(rule, "dport");
    const asksForRole =
      ports.join() === "80" && networksOf(rule, "daddr").every((one) => METADATA.startsWith(one));
    return (
      !isUpkeep(rule, "oif") &&
      (ports.length === 0 || !ports.every((port) => PORTS.includes(port))) &&
      !(asksForRole && networksOf(rule, "daddr").length > 0)
    );
  });
  return none(
    [...into, ...out].map(({ text }) => `its packet filter: ${text}`),
    "a packet filter that lets nobody in, and out to AWS alone",
  );
}
