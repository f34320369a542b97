import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { hasOpenExpression } from "./resource-pattern";
import type { Resources } from "./resources";
import type { Value } from "./value";

/** A route that machines of a subnet have. */
export interface Route {
  /** What says it. */
  readonly holder: Resource;
  /** Its attributes: `gateway_id`, `nat_gateway_id`. */
  readonly at: (name: string) => Value;
}

/** What routes a subnet. */
export interface Routing {
  /** Its own route tables. */
  readonly own: readonly Resource[];
  /** Its own tables, or the main ones of its VPC. */
  readonly tables: readonly Resource[];
  readonly routes: readonly Route[];
}

/** A way to the internet that machines of a subnet have. */
export interface InternetRoute {
  /** What says it. */
  readonly holder: Resource;
  /** `false` where only the deployment will know whether it is one. */
  readonly isKnown: boolean;
}

const TABLES = ["aws_route_table", "aws_default_route_table"];

/** Route tables and routes of a subnet, by its own table or by the main one of its VPC. */
export function routingOf(subnet: Resource, { resources }: Evidence): Routing {
  const own = resources
    .naming(subnet, "aws_route_table_association", "subnet_id")
    .flatMap((association) => resources.namedBy(association.at("route_table_id"), ...TABLES));
  const vpcs = resources.namedBy(subnet.at("vpc_id"), "aws_vpc");
  const main = vpcs.flatMap((vpc) => [
    ...resources
      .naming(vpc, "aws_main_route_table_association", "vpc_id")
      .flatMap((association) => resources.namedBy(association.at("route_table_id"), ...TABLES)),
    ...resources.naming(vpc, "aws_default_route_table", "default_route_table_id"),
  ]);
  const tables = own.length > 0 ? own : main;
  const beside = [
    ...tables.flatMap((table) => resources.naming(table, "aws_route", "route_table_id")),
    // The main table of a VPC, where it is no resource of its own.
    ...(own.length > 0 ? [] : vpcs.flatMap((vpc) => resources.naming(vpc, "aws_route", "route_table_id"))),
  ];
  return {
    own,
    tables,
    routes: [
      ...tables.flatMap((holder) =>
        holder.blocks("route").map((route) => ({ holder, at: (name: string) => route.at(name) })),
      ),
      ...beside.map((holder) => ({ holder, at: (name: string) => holder.at(name) })),
    ],
  };
}

/** Routes from a subnet to an internet gateway. */
export function internetRoutesOf(subnet: Resource, evidence: Evidence): readonly InternetRoute[] {
  return routingOf(subnet, evidence).routes.flatMap(({ holder, at }): readonly InternetRoute[] => {
    const gateways = ["gateway_id", "carrier_gateway_id"].map(at);
    if (gateways.some((gateway) => isInternet(gateway, evidence.resources))) {
      return [{ holder, isKnown: true }];
    }
    const isOpen = gateways.some(
      (gateway) => typeof gateway.raw === "string" && hasOpenExpression(gateway.raw),
    );
    return isOpen ? [{ holder, isKnown: false }] : [];
  });
}

function isInternet(gateway: Value, resources: Resources): boolean {
  if (typeof gateway.literal === "string" && /^(igw|cagw)-/.test(gateway.literal)) return true;
  return (
    gateway.references.some((reference) =>
      /^(data\.)?aws_(internet|carrier)_gateway\./.test(reference.address),
    ) || resources.namedBy(gateway, "aws_internet_gateway", "aws_ec2_carrier_gateway").length > 0
  );
}
