import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import {
  type AccessRule,
  describe,
  groupsNamedBy,
  type Peer,
  portsOf,
  protocolOf,
} from "../../evidence/access-rules";
import { isPublic, networksOf, widthOfPeer } from "../../evidence/peers";
import { API, CLUSTER, type GuardedGroup, guardedGroups } from "./guarded-groups";
import { rulesOfGroup } from "./rules-of-group";

/** More ports than any one service has. */
const MANY_PORTS = 100;

export const egressByAllowlist = defineRule<GuardedGroup>({
  id: "NET-05",
  title: "Nodes reach what they need, and nothing else",
  severity: "error",
  since: "0.1.0",
  rationale:
    "What runs on a node it should not run calls home, and what it has read leaves by the same way. A node needs AWS endpoints, its peers and a few declared backends.",
  remediation:
    "Take out rules for every protocol, every port or every address; let nodes out to the endpoints' group and the S3 prefix list on 443, to their own group, and to each backend on its port.",
  sources: ["https://developer.hashicorp.com/vault/docs/concepts/production-hardening"],
  guide: ["C03", "S09"],
  controls: {
    soc2: ["CC6.6", "CC6.7"],
    pciDss: ["1.3.2", "1.4.2"],
    iso27001: ["A.8.20", "A.8.23"],
    nist80053: ["SC-7(5)", "SC-7(8)"],
  },
  claims: ["aws_security_group"],
  subjects: guardedGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: rulesOfGroup(
    {
      direction: "out",
      verb: "lets out",
      // Terraform takes away the rule by which AWS lets a new group out to everywhere.
      none: "nothing is let out",
      expected: "a security group that lets out only to who is named",
    },
    letOut,
  ),
});

/** What one rule lets out. */
function letOut(rule: AccessRule, guarded: GuardedGroup, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const said = {
    actual: `${rule.holder.address}: ${describe(rule)}`,
    expected:
      guarded.guards === "balancer"
        ? "out to the nodes' API and health ports"
        : "out to named peers on the ports of one service",
  };
  const [protocol, ports] = [protocolOf(rule), portsOf(rule)];
  return rule.peers.map((peer) => {
    const width = widthOfPeer(peer, evidence);
    if (width === "world") return fail({ ...said, reason: "it takes in the internet" });
    if (protocol === "all") return fail({ ...said, reason: "it is every protocol and port" });
    if (protocol === undefined || ports === undefined || width === "unknown") {
      return unknown({ ...said, reason: "whom it reaches is known when it is deployed" });
    }
    if (ports.last - ports.first >= MANY_PORTS)
      return fail({ ...said, reason: "these are the ports of many services" });
    if (guarded.guards === "balancer")
      return toNodes(peer, guarded, ports, context) ? pass(said) : fail(said);
    if (peer.kind === "self" && ![API, CLUSTER].includes(ports.first)) return fail(said);
    if (width === "wide") return fail({ ...said, severity: "warning", reason: "it is wider than /16" });
    const networks = peer.kind === "network" ? networksOf(peer.value, evidence.resources) : [];
    return networks.some((network) => isPublic(network ?? ""))
      ? fail({ ...said, reason: "it is an address of the internet" })
      : pass(said);
  });
}

/** Whether a load balancer reaches its nodes by a rule, and nothing else. */
function toNodes(
  peer: Peer,
  { plan }: GuardedGroup,
  { first, last }: { readonly first: number; readonly last: number },
  { evidence }: RuleContext,
): boolean {
  const keys = groupsNamedBy(peer.value, evidence.resources);
  const isNode = peer.kind === "group" && keys.length > 0 && keys.every((key) => plan.nodes.includes(key));
  return isNode && first === last && [API, ...plan.health].includes(first);
}
