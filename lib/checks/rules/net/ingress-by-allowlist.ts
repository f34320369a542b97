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
import { widthOfPeer } from "../../evidence/peers";
import { API, CLUSTER, type GuardedGroup, guardedGroups } from "./guarded-groups";
import { rulesOfGroup } from "./rules-of-group";

export const ingressByAllowlist = defineRule<GuardedGroup>({
  id: "NET-03",
  title: "Only who is named gets in, and only to the port meant for him",
  severity: "error",
  waivable: "warnings",
  since: "0.1.0",
  rationale:
    "Whoever reaches 8200 can try tokens and exploits, whoever reaches 8201 speaks Raft, and the health port serves the whole API without a client certificate.",
  remediation:
    "Admit 8200 from named networks or groups no wider than /16, 8201 from the nodes' own group, the health port from the load balancer's group, and nothing else.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/tutorials/day-one-raft/raft-reference-architecture#network-connectivity",
  ],
  guide: ["C03", "S04"],
  controls: {
    soc2: ["CC6.6"],
    pciDss: ["1.3.1", "1.2.5"],
    iso27001: ["A.8.20", "A.8.22"],
    nist80053: ["SC-7(5)", "AC-4"],
  },
  claims: ["aws_security_group"],
  subjects: guardedGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: rulesOfGroup(
    {
      direction: "in",
      verb: "admits",
      none: "nobody is admitted",
      expected: "a security group that admits only who is named",
    },
    admitted,
  ),
});

/** What one rule admits. */
function admitted(rule: AccessRule, guarded: GuardedGroup, context: RuleContext): readonly Observation[] {
  const actual = `${rule.holder.address}: ${describe(rule)}`;
  const [protocol, ports] = [protocolOf(rule), portsOf(rule)];
  return rule.peers.map((peer) => {
    const allowed = allowedPorts(peer, guarded, context);
    const said = { actual, expected: `tcp ${allowed.join(", ") || "nothing"} from ${kindOf(peer)}` };
    const width = widthOfPeer(peer, context.evidence);
    if (width === "world") return fail({ ...said, reason: "it takes in the internet" });
    if (protocol === undefined || ports === undefined || width === "unknown") {
      return unknown({ ...said, reason: "whom it admits is known when it is deployed" });
    }
    const { first, last } = ports;
    const isMeant = last - first < 4 && span(first, last).every((port) => allowed.includes(port));
    if (protocol !== "tcp" || !isMeant) return fail(said);
    return width === "wide"
      ? fail({ ...said, severity: "warning", reason: "it is wider than /16" })
      : pass(said);
  });
}

/** Ports that a peer may reach. */
function allowedPorts(
  peer: Peer,
  { guards, plan, from }: GuardedGroup,
  { evidence }: RuleContext,
): readonly number[] {
  const { resources } = evidence;
  if (guards === "balancer") {
    const ports = resources
      .ofType("aws_lb_listener", "aws_alb_listener")
      .filter((listener) => resources.namedBy(listener.at("load_balancer_arn"), from.type).includes(from))
      .map((listener) => Number(listener.at("port").literal))
      .filter((port) => Number.isInteger(port) && port !== CLUSTER && !plan.health.includes(port));
    return peer.kind === "self" ? [] : [...new Set([...ports, API])];
  }
  const isOneOf = (keys: readonly string[]) =>
    groupsNamedBy(peer.value, resources).some((key) => keys.includes(key));
  if (peer.kind === "self" || (peer.kind === "group" && isOneOf(plan.nodes))) return [API, CLUSTER];
  if (peer.kind === "group" && isOneOf(plan.balancers)) return [API, ...plan.health];
  // Where there is a load balancer, clients come through it.
  return peer.kind === "group" && plan.balancers.length > 0 ? [] : [API];
}

function kindOf({ kind, value }: Peer): string {
  return { network: "a named network", list: "a named list", self: "the group itself", group: `${value}` }[
    kind
  ];
}

function span(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
