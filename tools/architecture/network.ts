import { type Box, type Frame, type Part, words } from "./graph";
import { many, type Resource, type Synthesized, statements } from "./synthesized";

const WAYS_OUT = {
  aws_internet_gateway: "internet gateway",
  aws_nat_gateway: "NAT gateway",
  aws_egress_only_internet_gateway: "egress-only gateway",
  aws_vpc_peering_connection: "VPC peering",
  aws_ec2_transit_gateway_vpc_attachment: "transit gateway",
  aws_vpn_gateway: "VPN gateway",
} as const;

/** The VPC, what leads out of it, and its endpoints. */
export function network(stack: Synthesized): Part {
  return {
    frames: [...stack.all("aws_vpc").map((vpc) => vpcFrame(stack, vpc)), ...endpointTier(stack)],
    boxes: [...waysOut(stack), ...interfaceEndpoints(stack), ...gatewayEndpoints(stack), ...zones(stack)],
  };
}

function vpcFrame(stack: Synthesized, vpc: Resource): Frame {
  const flowLogs = stack.pointing("aws_flow_log", "vpc_id", vpc);
  const roles = flowLogs.flatMap(({ block }) => stack.referred(block.iam_role_arn));
  const out = Object.entries(WAYS_OUT).filter(([type]) => stack.all(type).length > 0);
  const defaults = stack.pointing("aws_default_security_group", "vpc_id", vpc);
  const empty = defaults.length > 0 && defaults.every(({ block }) => !block.ingress && !block.egress);
  return {
    id: vpc.address,
    kind: "network",
    row: 1,
    title: `VPC ${vpc.block.cidr_block}`,
    lines: [
      stack.regionOf(vpc),
      out.length === 0
        ? "no internet gateway, no NAT gateway, no peering"
        : `leads out: ${out.map(([, name]) => name).join(", ")}`,
      `default security group ${empty ? "empty" : "NOT emptied"}`,
      flowLogs.length > 0 ? "flow logs" : "NO flow logs",
    ],
    claims: [vpc, ...flowLogs, ...roles].map(({ address }) => address),
  };
}

function waysOut(stack: Synthesized): readonly Box[] {
  return Object.entries(WAYS_OUT).flatMap(([type, title]) =>
    stack.all(type).map(({ address, block }) => ({
      id: address,
      kind: "open" as const,
      title,
      lines: [],
      frame: stack.referred(block)[0]?.address,
      claims: [address],
    })),
  );
}

/** The frame of a tier of subnets: zones, addresses, and where its routes lead. */
export function tier(stack: Synthesized, name: string, users: readonly unknown[]): readonly Frame[] {
  const subnets = stack.referred(users, "aws_subnet");
  const [first] = subnets;
  if (first === undefined) return [];
  const zones = new Set(subnets.map(({ block }) => String(block.availability_zone)));
  return [
    {
      id: `tier:${name}`,
      kind: "tier",
      row: 1,
      title: `${name} subnets`,
      lines: [
        `${zones.size} zone${zones.size === 1 ? "" : "s"}:`,
        ...subnets.map(({ block }) => String(block.cidr_block)),
        `routes: ${routes(stack, subnets).join(", ")}`,
      ],
      frame: stack.referred(first.block.vpc_id)[0]?.address,
      claims: subnets.map(({ address }) => address),
    },
  ];
}

function routes(stack: Synthesized, subnets: readonly Resource[]): readonly string[] {
  const targets = subnets.flatMap((subnet) => {
    const associations = stack.pointing("aws_route_table_association", "subnet_id", subnet);
    const tables = associations.flatMap(({ block }) => stack.referred(block.route_table_id));
    if (tables.length === 0) return ["main table"];
    return tables.flatMap((table) => {
      const gateways = stack.pointing("aws_vpc_endpoint", "route_table_ids", table);
      const added = stack.pointing("aws_route", "route_table_id", table);
      return [
        "VPC",
        ...gateways.map(({ block }) => serviceOf(block.service_name).toUpperCase()),
        ...[...many(table.block.route as object), ...added.map(({ block }) => block)].map(
          (route) => `to ${(route as { destination_cidr_block?: string }).destination_cidr_block}`,
        ),
      ];
    });
  });
  return [...new Set(targets)];
}

/** The last part of a service name, such as `kms`. */
export function serviceOf(name: unknown): string {
  return String(name).split(".").at(-1) as string;
}

const ofType = (stack: Synthesized, type: string) =>
  stack.all("aws_vpc_endpoint").filter(({ block }) => block.vpc_endpoint_type === type);

function endpointTier(stack: Synthesized): readonly Frame[] {
  return tier(
    stack,
    "Endpoint",
    ofType(stack, "Interface").map(({ block }) => block.subnet_ids),
  );
}

function interfaceEndpoints(stack: Synthesized): readonly Box[] {
  const endpoints = ofType(stack, "Interface");
  if (endpoints.length === 0) return [];
  const groups = stack.referred(endpoints.map(({ block }) => block.security_group_ids));
  const services = endpoints.map(({ block }) => serviceOf(block.service_name)).sort();
  return [
    {
      id: "interface-endpoints",
      kind: "endpoint",
      title: `${endpoints.length} interface endpoints`,
      lines: [services.join(", "), policies(endpoints)],
      frame: endpointTier(stack)[0]?.id ?? stack.referred(endpoints[0]?.block.vpc_id)[0]?.address,
      claims: [...endpoints, ...groups].map(({ address }) => address),
    },
  ];
}

function gatewayEndpoints(stack: Synthesized): readonly Box[] {
  return ofType(stack, "Gateway").map((endpoint) => ({
    id: endpoint.address,
    kind: "endpoint",
    title: `${serviceOf(endpoint.block.service_name).toUpperCase()} gateway endpoint`,
    lines: [policies([endpoint])],
    frame: stack.referred(endpoint.block.vpc_id)[0]?.address,
    claims: [endpoint.address],
  }));
}

function policies(endpoints: readonly Resource[]): string {
  if (endpoints.some(({ block }) => block.policy === undefined)) return "NOT all have a policy";
  const sids = endpoints.flatMap(({ block }) =>
    statements(block.policy).map(({ Sid }) => words(String(Sid))),
  );
  return `policy: ${[...new Set(sids)].join(", ")}`;
}

function zones(stack: Synthesized): readonly Box[] {
  return stack.all("aws_route53_zone").map((zone) => {
    const records = stack.pointing("aws_route53_record", "zone_id", zone);
    const names = records.map(({ block }) => `${block.type} ${block.name}`);
    return {
      id: zone.address,
      kind: "name" as const,
      title: zone.block.vpc === undefined ? "PUBLIC zone" : "Private zone",
      lines: [String(zone.block.name), names.length === 0 ? "no records" : names.join(", ")],
      claims: [zone, ...records].map(({ address }) => address),
    };
  });
}
