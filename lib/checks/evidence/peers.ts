import type { Peer } from "./access-rules";
import type { Evidence } from "./evidence";
import { networkOf, type Width, widthOf } from "./network-width";
import type { Resources } from "./resources";
import type { Value } from "./value";

/** Networks that are nobody's on the internet: RFC 1918, RFC 6598, link-local, unique local addresses. */
const PRIVATE = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "fc00::/7",
];

/** How much of the address space a peer takes in; `unknown` where only the deployment will know. */
export function widthOfPeer(peer: Peer, evidence: Evidence): Width | "unknown" {
  if (peer.kind === "list") return widest(entriesOf(peer.value, evidence.resources));
  if (peer.kind !== "network") return isSettled(peer.value, evidence.resources) ? "narrow" : "unknown";
  return widest(networksOf(peer.value, evidence.resources));
}

/** The networks that a value names: written out, or those of a VPC or subnet of the stack. */
export function networksOf(value: Value, resources: Resources): readonly (string | undefined)[] {
  return value.items.flatMap((item) => {
    if (item.literal !== undefined) return [String(item.literal)];
    const [named] = resources.namedBy(item);
    const attribute = item.reference?.attribute ?? "";
    const literal = attribute.includes("cidr") ? named?.at(attribute).literal : undefined;
    return [typeof literal === "string" ? literal : undefined];
  });
}

/** Whether a network lies in the internet, wholly or in part. */
export function isPublic(text: string): boolean {
  const network = networkOf(text);
  return (
    network !== undefined &&
    !PRIVATE.map(networkOf).some(
      (one) => one?.version === network.version && contains(one.text, network.text),
    )
  );
}

/** Whether a network lies within another. */
export function contains(outer: string, inner: string): boolean {
  const [out, within] = [networkOf(outer), networkOf(inner)];
  if (out === undefined || within === undefined || out.version !== within.version) return false;
  if (within.prefixLength < out.prefixLength) return false;
  const [address = ""] = within.text.split("/");
  return networkOf(`${address}/${out.prefixLength}`)?.text === out.text;
}

function widest(networks: readonly (string | undefined)[]): Width | "unknown" {
  const widths = networks.map((text) => {
    const network = text === undefined ? undefined : networkOf(text);
    return network === undefined ? (text === undefined ? "unknown" : "world") : widthOf(network);
  });
  return (["world", "unknown", "wide"] as const).find((one) => widths.includes(one)) ?? "narrow";
}

/** Entries of a prefix list of the stack; AWS's and other stacks' lists are taken as they are named. */
function entriesOf(list: Value, resources: Resources): readonly (string | undefined)[] {
  if (!isSettled(list, resources)) return [undefined];
  return resources.namedBy(list, "aws_ec2_managed_prefix_list").flatMap((one) => {
    const separate = resources
      .naming(one, "aws_ec2_managed_prefix_list_entry", "prefix_list_id")
      .map((entry) => entry.at("cidr"));
    return [...one.blocks("entry").map((block) => block.at("cidr")), ...separate].flatMap((cidr) =>
      networksOf(cidr, resources),
    );
  });
}

/** Whether a name is written out or refers to something that the stack has or reads. */
function isSettled(value: Value, resources: Resources): boolean {
  if (value.isKnown) return true;
  const { references } = value;
  return (
    references.length > 0 &&
    references.every((one) => one.address.startsWith("data.") || resources.resolve(one).length > 0)
  );
}
