import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { hasOpenExpression } from "./resource-pattern";
import type { Resources } from "./resources";
import type { Value } from "./value";

/** A way to the internet that machines of a subnet have. */
export interface InternetRoute {
  /** What says it. */
  readonly holder: Resource;
  /** `false` where only the deployment will know whether it is one. */
  readonly isKnown: boolean;
}

const TABLES = ["aws_route_table", "aws_default_route_table"];

/** Routes from a subnet to an internet gateway, by its own table or by the main one of its VPC. */
export function internetRoutesOf(subnet: Resource, { resources }: Evidence): readonly InternetRoute[] {
  const associated = resources
    .naming(subnet, "aws_route_table_association", "subnet_id")
    .flatMap((association) => resources.namedBy(association.at("route_table_id"), ...TABLES));
  const vpcs = resources.namedBy(subnet.at("vpc_id"), "aws_vpc");
  const main = vpcs.flatMap((vpc) => [
    ...resources
      .naming(vpc, "aws_main_route_table_association", "vpc_id")
      .flatMap((association) => resources.namedBy(association.at("route_table_id"), ...TABLES)),
    ...resources.naming(vpc, "aws_default_route_table", "default_route_table_id"),
  ]);
  const tables = associated.length > 0 ? associated : main;
  const beside = [
    ...tables.flatMap((table) => resources.naming(table, "aws_route", "route_table_id")),
    // The main table of a VPC, where it is no resource of its own.
    ...(associated.length > 0
      ? []
      : vpcs.flatMap((vpc) => resources.naming(vpc, "aws_route", "route_table_id"))),
  ];
  const routes = [
    ...tables.flatMap((table) => table.blocks("route").map((route) => ({ holder: table, route }))),
    ...beside.map((holder) => ({ holder, route: holder.attributes })),
  ];
  return routes.flatMap(({ holder, route }): readonly InternetRoute[] => {
    const gateways = ["gateway_id", "carrier_gateway_id"].map((name) => route.at(name));
    if (gateways.some((gateway) => isInternet(gateway, resources))) {
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
