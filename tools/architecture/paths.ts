import type { Box, BoxOf, Edge } from "./graph";
import type { Resource, Synthesized } from "./synthesized";

type Direction = "in" | "out";

/** A rule between two boxes. */
interface Opening {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly direction: Direction;
  readonly rule: Resource;
}

/** One arrow for every path that security group rules open, and the boxes outside at which they end. */
export function paths(stack: Synthesized, boxOf: BoxOf): { boxes: readonly Box[]; edges: readonly Edge[] } {
  const boxes = new Map<string, Box>();
  const ends = (found: readonly string[], box: () => Box): readonly string[] => {
    if (found.length > 0) return found;
    const outside = box();
    boxes.set(outside.id, outside);
    return [outside.id];
  };
  const openings = (direction: Direction) => (rule: Resource) => {
    const { security_group_id, referenced_security_group_id, prefix_list_id } = rule.block;
    const known = [...boxOf(referenced_security_group_id), ...gateways(stack, boxOf, prefix_list_id)];
    const peers = ends(known, () => peerBox(direction, rule));
    return ends(boxOf(security_group_id), () => unusedBox(rule)).flatMap((here) =>
      peers.map((peer): Opening => {
        const [from, to] = direction === "in" ? [peer, here] : [here, peer];
        return { from, to, ports: ports(rule), direction, rule };
      }),
    );
  };
  const all = [
    ...stack.all("aws_vpc_security_group_egress_rule").flatMap(openings("out")),
    ...stack.all("aws_vpc_security_group_ingress_rule").flatMap(openings("in")),
  ];
  return { edges: arrows(stack, all), boxes: [...boxes.values()] };
}

function ports({ block }: Resource): string {
  if (block.to_port === undefined) return "all ports";
  return block.from_port === block.to_port ? String(block.to_port) : `${block.from_port}-${block.to_port}`;
}

/** A path between two groups is open only if one lets it out and the other lets it in. */
function arrows(stack: Synthesized, openings: readonly Opening[]): readonly Edge[] {
  const same = (one: Opening) => (other: Opening) =>
    one.from === other.from && one.to === other.to && one.ports === other.ports;
  const first = openings.filter((opening, index) => openings.findIndex(same(opening)) === index);
  return first.map((opening) => {
    const { from, to, direction, rule } = opening;
    const sides = new Set(openings.filter(same(opening)).map((other) => other.direction));
    const isWhole = sides.size === 2 || rule.block.referenced_security_group_id === undefined;
    const certificate = stack.listeners.some(
      ({ port, clientCertificate }) => clientCertificate && String(port) === opening.ports,
    );
    const what = [opening.ports, purpose(rule), certificate ? "+ client certificate" : ""].join(" ").trim();
    return { from, to, kind: "path", labels: [isWhole ? what : `${what}, ${direction} rule only`] };
  });
}

/** What a rule is for, without the ends, which the arrow shows. */
function purpose({ block }: Resource): string {
  const [first] = String(block.description ?? "").split(/ (?:from|to|between|through) /);
  return first?.startsWith(BACKEND) ? "" : String(first);
}

const BACKEND = "Backend: ";

function gateways(stack: Synthesized, boxOf: BoxOf, prefixList: unknown): readonly string[] {
  const name = stack.prefixListName(prefixList);
  return stack
    .all("aws_vpc_endpoint")
    .filter(({ block }) => block.vpc_endpoint_type === "Gateway" && block.service_name === name)
    .flatMap(({ address }) => boxOf(`\${${address}.id}`));
}

function peerBox(direction: Direction, { block }: Resource): Box {
  const { cidr_ipv4, cidr_ipv6, referenced_security_group_id, prefix_list_id } = block;
  const where = String(cidr_ipv4 ?? cidr_ipv6 ?? referenced_security_group_id ?? prefix_list_id);
  const description = String(block.description ?? "");
  const name = direction === "in" ? description.split(" from ")[1] : description.split(BACKEND)[1];
  const title = direction === "in" ? "Clients" : "Backend";
  return {
    id: `${direction} ${where}`,
    kind: "peer",
    title,
    lines: [name ?? description, where],
    claims: [],
  };
}

function unusedBox({ address }: Resource): Box {
  return { id: address, kind: "open", title: "Rule of an unused security group", lines: [], claims: [] };
}
