import { fail, type Observation, pass, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import {
  accessRulesOf,
  describe,
  groupsNamedBy,
  type Peer,
  portsOf,
  protocolOf,
} from "../../evidence/access-rules";
import { networksOf } from "../../evidence/peers";
import type { Resource } from "../../evidence/resource";

const EXPECTED = "443 from the nodes' group and nobody else";

/** Whom the security groups of an interface endpoint admit: nodes, to 443. */
export function endpointAdmits(endpoint: Resource, context: RuleContext): readonly Observation[] {
  const { resources } = context.evidence;
  const named = endpoint.at("security_group_ids").items;
  if (named.length === 0) {
    return [fail({ actual: "the VPC's default security group decides", expected: EXPECTED })];
  }
  return named.flatMap((value) => {
    const groups = resources.namedBy(value, "aws_security_group", "aws_default_security_group");
    if (groups.length === 0) {
      const reason = `whom ${value} admits is not known here`;
      return [unknown({ actual: `security group ${value}`, expected: EXPECTED, reason })];
    }
    return groups.flatMap((group) =>
      accessRulesOf(group.address, context.evidence)
        .filter(({ direction }) => direction === "in")
        .flatMap((rule) => {
          const said = { actual: `${rule.holder.address}: ${describe(rule)}`, expected: EXPECTED };
          const [protocol, ports] = [protocolOf(rule), portsOf(rule)];
          if (protocol === undefined || ports === undefined) {
            return [unknown({ ...said, reason: "what it admits is known when it is deployed" })];
          }
          const isHttps = protocol === "tcp" && ports.first === 443 && ports.last === 443;
          return rule.peers.map((peer) => {
            const isNode = meansNodes(peer, context);
            if (isNode === undefined)
              return unknown({ ...said, reason: "who it is, is known when it is deployed" });
            return isNode && isHttps ? pass(said) : fail(said);
          });
        }),
    );
  });
}

/** Whether a peer is the nodes: their group, or one of their subnets; `undefined` where it is not known. */
function meansNodes(peer: Peer, context: RuleContext): boolean | undefined {
  const { resources } = context.evidence;
  const nodes = nodeGroups(context);
  if (peer.kind === "network") {
    const own = nodes.flatMap(({ subnets }) => subnets.map((subnet) => subnet.at("cidr_block").literal));
    const networks = networksOf(peer.value, resources);
    if (networks.includes(undefined)) return undefined;
    return networks.every((network) => own.includes(network));
  }
  if (peer.kind !== "group") return false;
  const groups = groupsNamedBy(peer.value, resources);
  if (groups.length === 0) return undefined;
  const own = nodes.flatMap(({ template }) =>
    [
      ...template.blocks("network_interfaces").map((block) => block.at("security_groups")),
      template.at("vpc_security_group_ids"),
      template.at("security_groups"),
    ].flatMap((value) => groupsNamedBy(value, resources)),
  );
  return groups.every((group) => own.includes(group));
}
