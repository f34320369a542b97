import { type Observation, passIf } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import type { Host } from "../../evidence/host";
import type { NodeGroup } from "../../evidence/node-group";
import { contains } from "../../evidence/peers";
import type { Firewall } from "../../host/firewall";
import { tcpListeners } from "../../host/listeners";
import type { FirewallChain, FirewallRule } from "../../host/nftables";
import { vaultFlag } from "../../host/vault-literals";
import { covers, isLoopback, networksOf, portsOf } from "./firewall-rules";

/** Where a filter stands. */
interface Place {
  readonly host: Host;
  readonly group: NodeGroup;
  readonly context: RuleContext;
}

/** A port that serves the whole API without a client certificate is for the load balancer alone, not for users of the node. */
export function healthPorts(firewall: Firewall, place: Place): readonly Observation[] {
  const subnets = balancerNetworks(place);
  return portsWithoutCertificate(place.host).flatMap((port) =>
    firewall
      .base("input")
      .filter(({ policy }) => policy === "drop")
      .flatMap((chain) => [
        passIf(isShutOnLoopback(chain, port), {
          actual: `users of the node ${isShutOnLoopback(chain, port) ? "do not reach" : "reach"} port ${port}`,
          expected: `port ${port} is dropped on loopback, before loopback is accepted`,
        }),
        ...firewall.accepting(chain).flatMap((rule) => admitted(rule, port, subnets)),
      ]),
  );
}

/** Ports that ask for no client certificate, where another one of the server does. */
function portsWithoutCertificate({ server }: Host): readonly number[] {
  const listeners = server === undefined ? [] : tcpListeners(server);
  const asks = listeners.map(({ settings }) => {
    const { literal } = settings.at("tls_require_and_verify_client_cert");
    return literal !== undefined && vaultFlag(literal) === true;
  });
  if (!asks.includes(true)) return [];
  return listeners.flatMap(({ port, isLoopback: isOwn }, index) =>
    port === undefined || isOwn || asks[index] === true ? [] : [port],
  );
}

/** Networks of the load balancers; `undefined` where one of them is not known. */
function balancerNetworks({ group, context }: Place): readonly string[] | undefined {
  const { resources } = context.evidence;
  const networks = group.loadBalancers
    .flatMap((balancer) => balancer.at("subnets").items)
    .flatMap((item) => {
      const [subnet] = resources.namedBy(item, "aws_subnet");
      return [subnet?.at("cidr_block").literal];
    });
  const known = networks.filter((network) => typeof network === "string");
  return known.length === networks.length && known.length > 0 ? known : undefined;
}

function isShutOnLoopback({ rules }: FirewallChain, port: number): boolean {
  const first = rules.findIndex(
    (rule) => rule.verdict === "accept" && isLoopback(rule, "iif") && concerns(rule, port),
  );
  if (first === -1) return true;
  return rules
    .slice(0, first)
    .some(
      (rule) => ["drop", "reject"].includes(rule.verdict ?? "") && concerns(rule, port) && !isFromAfar(rule),
    );
}

function concerns(rule: FirewallRule, port: number): boolean {
  const ports = portsOf(rule, "dport");
  return ports.length === 0 || ports.some((one) => covers(one, port));
}

/** Whether a rule is limited to something else than the machine itself. */
function isFromAfar(rule: FirewallRule): boolean {
  return (
    networksOf(rule, "saddr").length > 0 ||
    rule.matches.has("ct state") ||
    (!isLoopback(rule, "iif") && [...rule.matches.keys()].some((key) => /iif|skuid/.test(key)))
  );
}

function admitted(
  rule: FirewallRule,
  port: number,
  subnets: readonly string[] | undefined,
): readonly Observation[] {
  const from = networksOf(rule, "saddr");
  const isNamed = portsOf(rule, "dport").some((one) => covers(one, port));
  if (!isNamed || subnets === undefined || from.length === 0) return [];
  const others = from.filter((network) => !subnets.some((subnet) => contains(subnet, network)));
  return [
    passIf(others.length === 0, {
      actual: others.length === 0 ? rule.text : `${others.join(", ")} reach port ${port}: ${rule.text}`,
      expected: `port ${port} is reached by the load balancer alone`,
    }),
  ];
}
