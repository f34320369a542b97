import { fits, is, isNot, present } from "../../engine/assertions";
import { fail, type Observation, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { isOn, onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { networkOf } from "../../evidence/network-width";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { type Json, Value } from "../../evidence/value";

const PROXY = "proxy_protocol_behavior";
const FORWARDED = "x_forwarded_for_authorized_addrs";

export const clientAddressReal = defineRule({
  id: "CFG-06",
  title: "Vault sees the real address of its clients",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "The audit log names the address of whoever asked, and quotas count by it. An address that anybody may claim is no evidence.",
  remediation:
    "Preserve client addresses at the load balancer; else take them from the PROXY protocol or X-Forwarded-For, from the load balancer's subnets only.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
  ],
  guide: ["S21"],
  controls: { soc2: ["CC7.2"], pciDss: ["10.2.2"], iso27001: ["A.8.15"], nist80053: ["AU-3"] },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => {
    const hiding = group.targetGroups.flatMap((target) => hides(target, group, context));
    const unsure = hiding.filter(({ isHidden }) => isHidden === undefined);
    return [
      ...unsure.map(({ why }) =>
        unknown({ actual: why, expected: "a load balancer that is known to preserve addresses" }),
      ),
      ...onServer((server) => [
        ...onListeners(server, ({ settings }) => believed(settings, group, context)),
        ...hiding
          .filter(({ isHidden }) => isHidden === true)
          .flatMap(({ why, port }) => isTold(server, port, why)),
        ...group.targetGroups.flatMap((target) => agrees(target, server)),
      ])(group, context),
    ];
  },
});

/** Whether a target group puts another address in the place of the client's. */
interface Hiding {
  /** `undefined` where it is not known. */
  readonly isHidden: boolean | undefined;
  readonly why: string;
  /** Port that it sends clients to. */
  readonly port: Json | undefined;
}

function hides(target: Resource, group: NodeGroup, { evidence }: RuleContext): readonly Hiding[] {
  const preserve = target.at("preserve_client_ip");
  const port = target.at("port").literal;
  const kind = String(target.at("protocol").raw).toUpperCase();
  const services = evidence.resources
    .ofType("aws_vpc_endpoint_service")
    .filter((service) =>
      evidence.resources
        .namedBy(service.at("network_load_balancer_arns"))
        .some((balancer) => group.loadBalancers.includes(balancer)),
    );
  const through = services.map(({ address }) => ({
    isHidden: true,
    why: `${address} hides consumers behind the load balancer`,
    port,
  }));
  if (/^HTTPS?$/.test(kind)) {
    return [{ isHidden: true, why: `${target.address} speaks ${kind} to the nodes`, port }, ...through];
  }
  if (!preserve.isAbsent) {
    const known =
      preserve.literal === undefined ? undefined : !["false", false].includes(preserve.literal as never);
    return [
      { isHidden: known === undefined ? undefined : !known, why: `preserve_client_ip = ${preserve}`, port },
      ...through,
    ];
  }
  // By default addresses are preserved where targets are instances.
  const isHidden = target.at("target_type").literal === "ip" || target.at("target_type").literal === "alb";
  return [{ isHidden, why: `target_type = ${target.at("target_type")}`, port }, ...through];
}

/** Each listener at the port that a hiding load balancer sends to learns the address in another way. */
function isTold(server: Value, port: Json | undefined, why: string): readonly Observation[] {
  return onListeners(server, (listener) =>
    listener.port !== undefined && port !== undefined && listener.port !== Number(port)
      ? []
      : [
          listener.settings.at(FORWARDED).isAbsent
            ? present(listener.settings.at(PROXY), { reason: why })
            : present(listener.settings.at(FORWARDED), { reason: why }),
        ],
  );
}

/** What a listener believes, it believes from the load balancer alone. */
function believed(settings: Value, group: NodeGroup, context: RuleContext): readonly Observation[] {
  const proxy = settings.at(PROXY);
  const forwarded = settings.at(FORWARDED);
  const headers = ["hop_skips", "client_cert_header"].map((name) => settings.at(`x_forwarded_for_${name}`));
  return [
    isNot(proxy, ["use_always"], { whenAbsent: "" }),
    ...(proxy.isAbsent || proxy.raw === ""
      ? []
      : areBalancers(settings.at("proxy_protocol_authorized_addrs"), group, context)),
    ...(forwarded.isAbsent
      ? headers.map((value) =>
          fits(value, `${value.path} only with ${FORWARDED}`, (got) => got === 0 || got === "", {
            whenAbsent: "",
          }),
        )
      : [
          ...areBalancers(forwarded, group, context),
          isOn(settings.at("x_forwarded_for_reject_not_present"), { whenAbsent: true }),
          isOn(settings.at("x_forwarded_for_reject_not_authorized"), { whenAbsent: true }),
        ]),
  ];
}

/** Networks that are those of the load balancer's subnets, or within them. */
function areBalancers(value: Value, group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const named = value.items.flatMap((item) =>
    typeof item.literal === "string"
      ? item.literal.split(",").map((text) => new Value(item.path, text.trim()))
      : [item],
  );
  if (named.length === 0)
    return [fail({ actual: `${value.path} is empty`, expected: "the load balancer's subnets" })];
  const subnets = group.loadBalancers.flatMap((balancer) =>
    evidence.resources.namedBy(balancer.at("subnets"), "aws_subnet", "data.aws_subnet"),
  );
  const networks = subnets.flatMap((subnet) => {
    const network = networkOf(String(subnet.at("cidr_block").literal ?? ""));
    return network === undefined ? [] : [network];
  });
  return named.map((one) => {
    const own = subnets.some((subnet) => one.references.some(({ address }) => address === subnet.address));
    if (own) return present(one);
    return fits(one, `${one.path} lies in a subnet of the load balancer`, (got) => {
      const network = networkOf(String(got));
      if (network === undefined) return false;
      if (networks.length > 0) return networks.some((subnet) => subnet.contains(network));
      return network.prefixLength >= (network.version === 4 ? 20 : 56);
    });
  });
}

/** A target group that sends the PROXY header needs a listener that reads it. */
function agrees(target: Resource, server: Value): readonly Observation[] {
  const sends = target.at("proxy_protocol_v2");
  const port = Number(target.at("port").literal);
  return onListeners(server, ({ settings, port: own }) => {
    if (own !== port) return [];
    const reads = !settings.at(PROXY).isAbsent && settings.at(PROXY).raw !== "";
    return [is(sends, reads, { whenAbsent: false, name: `proxy_protocol_v2 of ${target.address}` })];
  });
}
