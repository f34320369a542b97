import type { StateResource } from "../../permissions/deployment";

/** A subnet of the applied network. */
export interface Subnet {
  readonly id: string;
  readonly cidr: string;
  readonly zone: string;
}

/** A rule of a security group, for one direction. */
export interface GroupRule {
  readonly direction: "ingress" | "egress";
  readonly group: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** A network, or the name of a set of addresses: a group or a prefix list. */
  readonly peer: { readonly cidr: string } | { readonly group: string } | { readonly prefixList: string };
}

/** An endpoint with the names that it answers for and its addresses. */
export interface Endpoint {
  /** Last part of the service's name: `kms`. */
  readonly service: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Groups of its interfaces; a gateway has none. */
  readonly groups: readonly string[];
}

/** The network as Terraform applied it, with the addresses that AWS would have chosen. */
export interface AppliedNetwork {
  readonly region: string;
  readonly vpcCidr: string;
  readonly resolver: string;
  /** Subnets in which machines are launched. */
  readonly machineSubnets: readonly Subnet[];
  /** Security groups that machines are launched into. */
  readonly machineGroups: readonly string[];
  readonly endpoints: readonly Endpoint[];
  readonly prefixLists: Readonly<Record<string, readonly string[]>>;
  readonly balancer: { readonly addresses: readonly string[]; readonly groups: readonly string[] };
  readonly rules: readonly GroupRule[];
  /** Names of the private zone to addresses. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}

type Values = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Reads it from the resources of a state. */
export function appliedNetwork(resources: readonly StateResource[], region: string): AppliedNetwork {
  const all = (type: string, mode = "managed") =>
    resources.filter((one) => one.type === type && one.mode === mode).map(({ values }) => values);
  const one = (type: string): Values => {
    const [first] = all(type);
    if (first === undefined) throw new Error(`the stack has no ${type}`);
    return first;
  };
  const prefixLists = Object.fromEntries(
    all("aws_prefix_list", "data").map((values) => [text(values.id), list(values.cidr_blocks)]),
  );

  const lb = one("aws_lb");
  const balancer = {
    addresses: subnetsOf(resources, list(lb.subnets)).map(({ cidr }) => host(cidr, 10)),
    groups: list(lb.security_groups),
  };
  const vpc = one("aws_vpc");
  const replicas = all("aws_kms_replica_key").map(({ arn }) => text(arn).split(":")[3] ?? "");
  return {
    region,
    vpcCidr: text(vpc.cidr_block),
    resolver: host(text(vpc.cidr_block), 2),
    machineSubnets: all("aws_autoscaling_group").flatMap((values) =>
      subnetsOf(resources, list(values.vpc_zone_identifier)),
    ),
    machineGroups: all("aws_launch_template").flatMap(({ network_interfaces }) =>
      (network_interfaces as readonly Values[]).flatMap((card) => list(card.security_groups)),
    ),
    endpoints: all("aws_vpc_endpoint").map((values, index) =>
      values.vpc_endpoint_type === "Gateway"
        ? gateway(values, Object.values(prefixLists).flat(), replicas)
        : interfaces(values, subnetsOf(resources, list(values.subnet_ids)), index, replicas),
    ),
    prefixLists,
    balancer,
    rules: [
      ...all("aws_vpc_security_group_ingress_rule").map((values) => rule("ingress", values)),
      ...all("aws_vpc_security_group_egress_rule").map((values) => rule("egress", values)),
    ],
    records: Object.fromEntries(
      all("aws_route53_record").map((values) => {
        const [alias] = values.alias as readonly Values[];
        if (text(alias?.name) !== text(lb.dns_name))
          throw new Error(`${text(values.name)} is no name of the load balancer`);
        return [text(values.name), balancer.addresses];
      }),
    ),
  };
}

/** Subnets of a state by their ids, in the order of their zones. */
export function subnetsOf(resources: readonly StateResource[], ids: readonly string[]): readonly Subnet[] {
  const subnets = ids.map((id) => {
    const found = resources.find(
      ({ type, mode, values }) => type === "aws_subnet" && mode === "managed" && values.id === id,
    );
    if (found === undefined) throw new Error(`no subnet ${id} in the state`);
    const { cidr_block, availability_zone } = found.values;
    return { id, cidr: text(cidr_block), zone: text(availability_zone) };
  });
  return subnets.sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

/** Services that answer for the regions of replicas as well, as they do in a VPC there, so that nodes can be tried for it. */
const EVERYWHERE = ["kms", "s3", "sts"];

/** Names of the S3 gateway: it has public addresses, which the route to the prefix list leads to. */
function gateway(values: Values, cidrs: readonly string[], replicas: readonly string[]): Endpoint {
  const { service, region } = serviceOf(values);
  const [cidr] = cidrs;
  if (service !== "s3" || cidr === undefined) throw new Error(`no prefix list for the gateway of ${service}`);
  const names = regionsOf(service, region, replicas).map((one) => `s3.${one}.amazonaws.com`);
  return {
    service,
    names: names.flatMap((name) => [name, `.${name}`]),
    addresses: [host(cidr, 10)],
    groups: [],
  };
}

/** Names of an interface. */
function interfaces(
  values: Values,
  subnets: readonly Subnet[],
  index: number,
  replicas: readonly string[],
): Endpoint {
  const { service, region } = serviceOf(values);
  const regions = regionsOf(service, region, replicas);
  return {
    service,
    names: values.private_dns_enabled === true ? regions.map((one) => `${service}.${one}.amazonaws.com`) : [],
    addresses: subnets.map(({ cidr }) => host(cidr, 10 + index)),
    groups: list(values.security_group_ids),
  };
}

function regionsOf(service: string, region: string, replicas: readonly string[]): readonly string[] {
  return [region, ...(EVERYWHERE.includes(service) ? replicas : [])];
}

function serviceOf({ service_name }: Values): { readonly service: string; readonly region: string } {
  const [, , region = "", ...rest] = text(service_name).split(".");
  return { service: rest.join("."), region };
}

function rule(direction: "ingress" | "egress", values: Values): GroupRule {
  const { cidr_ipv4, referenced_security_group_id, prefix_list_id } = values;
  return {
    direction,
    group: text(values.security_group_id),
    protocol: text(values.ip_protocol),
    from: Number(values.from_port ?? 0),
    to: Number(values.to_port ?? 65535),
    peer:
      text(cidr_ipv4) !== ""
        ? { cidr: text(cidr_ipv4) }
        : text(referenced_security_group_id) !== ""
          ? { group: text(referenced_security_group_id) }
          : { prefixList: text(prefix_list_id) },
  };
}

/** The address at a place in an IPv4 network. */
export function host(cidr: string, place: number): string {
  const [base = ""] = cidr.split("/");
  const number = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + place;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
