import { fits, is, isNot, oneOf, undecided } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import type { Resource } from "../../evidence/resource";
import { API } from "./guarded-groups";

const TARGETS = ["aws_lb_target_group", "aws_alb_target_group"];
const BALANCERS = ["aws_lb", "aws_alb"];

/** What would open a load balancer to more than its network. */
const FRONTS: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_globalaccelerator_endpoint_group", "endpoint_configuration"],
  ["aws_api_gateway_vpc_link", "target_arns"],
  ["aws_cloudfront_vpc_origin", "vpc_origin_endpoint_config"],
];

export const internalEntryOnly = defineRule<Resource>({
  id: "NET-02",
  title: "The way in is internal, and passes TLS through",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A load balancer that faces the internet shows Vault to everybody; one that ends TLS sees every secret and breaks client certificates; one that hides clients blinds audit and quotas.",
  remediation:
    "Use an internal network load balancer with TCP listeners, deletion protection and preserved client addresses; let endpoint services ask for acceptance and name their principals.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
  ],
  guide: ["C03", "S25", "S26", "S27"],
  controls: {
    soc2: ["CC6.6"],
    pciDss: ["1.4.2", "1.4.4"],
    iso27001: ["A.8.20", "A.8.21"],
    nist80053: ["SC-7(3)", "AC-4"],
  },
  claims: ["aws_alb", "aws_lb"],
  subjects: (context) => {
    const { resources } = context.evidence;
    const balancers = balancersOf(context);
    const services = resources
      .ofType("aws_vpc_endpoint_service")
      .filter((service) =>
        ["network_load_balancer_arns", "gateway_load_balancer_arns"].some((name) =>
          resources.namedBy(service.at(name), ...BALANCERS).some((one) => balancers.includes(one)),
        ),
      );
    return [...balancers, ...services, ...classic(context)];
  },
  notApplicable: "no load balancer of this stack leads to Vault",
  check: (subject, context) => {
    if (subject.type === "aws_vpc_endpoint_service") return service(subject, context);
    if (subject.type === "aws_elb") {
      const actual = `${subject.address} is a classic load balancer`;
      return [fail({ actual, expected: "an internal network load balancer" })];
    }
    return balancer(subject, context);
  },
});

function balancersOf(context: RuleContext): readonly Resource[] {
  return [...new Set(nodeGroups(context).flatMap(({ loadBalancers }) => loadBalancers))];
}

function classic(context: RuleContext): readonly Resource[] {
  const { resources } = context.evidence;
  return nodeGroups(context)
    .flatMap(({ scalingGroups }) => scalingGroups)
    .flatMap((group) => resources.namedBy(group.at("load_balancers"), "aws_elb"));
}

function balancer(one: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const { resources } = evidence;
  const listeners = resources
    .ofType("aws_lb_listener", "aws_alb_listener")
    .filter((listener) => resources.namedBy(listener.at("load_balancer_arn"), one.type).includes(one));
  const targets = [
    ...new Set(listeners.flatMap((listener) => resources.namedBy(listener.at("default_action"), ...TARGETS))),
  ];
  const fronts = FRONTS.flatMap(([type, attribute]) => resources.naming(one, type, attribute));
  return [
    is(one.at("internal"), true, { whenAbsent: false }),
    is(one.at("load_balancer_type"), "network", { whenAbsent: "application" }),
    is(one.at("enable_deletion_protection"), true, { whenAbsent: false }),
    isNot(one.at("enforce_security_group_inbound_rules_on_private_link_traffic"), ["off"], {
      whenAbsent: "on",
    }),
    ...listeners.flatMap(listening),
    ...listeners.flatMap((listener) => forwarding(listener, context)),
    ...targets.flatMap(targeting),
    ...fronts.map(({ address }) =>
      fail({ actual: `${address} leads to ${one.address}`, expected: "no way in from the internet" }),
    ),
  ];
}

function listening(listener: Resource): readonly Observation[] {
  return [
    is(listener.at("protocol"), "TCP", { name: `${listener.address} protocol` }),
    fits(listener.at("port"), "a listener on 8200", (port) => Number(port) === 8200 || Number(port) === 443, {
      name: `${listener.address} port`,
    }),
    oneOf(listener.at("default_action.type"), ["forward"], { name: `${listener.address} action` }),
  ];
}

/** Connections of Vault's clients end at Vault's nodes. */
function forwarding(listener: Resource, context: RuleContext): readonly Observation[] {
  const { resources } = context.evidence;
  const own = nodeGroups(context).flatMap(({ targetGroups }) => targetGroups);
  return listener
    .blocks("default_action")
    .flatMap((action) => [
      action.at("target_group_arn"),
      ...action.at("forward.target_group").items.map((target) => target.at("arn")),
    ])
    .filter((target) => !target.isAbsent && target.raw !== "")
    .map((target) => {
      const named = resources.namedBy(target, ...TARGETS);
      const said = {
        actual: `${listener.address} leads to ${target}`,
        expected: "targets that are Vault's nodes",
      };
      if (named.length > 0)
        return passIf(
          named.every((one) => own.includes(one)),
          said,
        );
      return target.isKnown ? fail(said) : unknown({ ...said, reason: undecided(target) });
    });
}

function targeting(target: Resource): readonly Observation[] {
  const byAddress = target.at("target_type").literal === "ip";
  const proxied = String(target.at("proxy_protocol_v2").raw) === "true";
  return [
    is(target.at("protocol"), "TCP", { name: `${target.address} protocol` }),
    is(target.at("port"), API, { name: `${target.address} port` }),
    ...(proxied ? [] : [is(target.at("preserve_client_ip"), true, { whenAbsent: !byAddress })]),
  ];
}

function service(one: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const principals = [
    ...one.at("allowed_principals").items,
    ...resources
      .naming(one, "aws_vpc_endpoint_service_allowed_principal", "vpc_endpoint_service_id")
      .map((allowed) => allowed.at("principal_arn")),
  ];
  const expected = "principals by their names";
  return [
    is(one.at("acceptance_required"), true),
    ...principals.map((principal) => {
      const said = { actual: `${principal} may connect`, expected };
      if (typeof principal.raw === "string" && /[*?]/.test(principal.raw.replaceAll(/\$\{[^}]*\}/g, "")))
        return fail(said);
      const isNamed =
        principal.isKnown ||
        resources.namedBy(principal).length > 0 ||
        String(principal.raw).includes(":iam::");
      return isNamed ? pass(said) : unknown({ ...said, reason: undecided(principal) });
    }),
  ];
}
