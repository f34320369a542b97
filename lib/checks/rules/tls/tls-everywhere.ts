import { fits, is, isNot, oneOf } from "../../engine/assertions";
import { fail, type Observation } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { isAbsolutePath, isOff, onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { classicLoadBalancers, endingConnections } from "../../evidence/front";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { Value } from "../../evidence/value";
import { VaultService } from "../../host/vault-service";

const ENDS = "whoever ends the connection sees every secret in clear";

export const tlsEverywhere = defineRule<NodeGroup | Resource>({
  id: "TLS-01",
  title: "TLS from the client to Vault, on every listener",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "Without TLS up to Vault itself, whoever sits on the network reads tokens and secrets, and can change them.",
  remediation:
    "Give every listener tls_cert_file and tls_key_file and leave tls_disable out; announce https addresses; pass TCP through the load balancer.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
  ],
  guide: ["C01", "S02"],
  controls: {
    soc2: ["CC6.1", "CC6.7"],
    pciDss: ["4.2.1", "2.2.7"],
    iso27001: ["A.8.24", "A.5.14"],
    nist80053: ["SC-8", "SC-8(1)"],
  },
  claims: MACHINES,
  subjects: (context) => [
    ...new Set(nodeGroups(context).flatMap((group) => [group, ...front(group, context)])),
  ],
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) => (subject instanceof NodeGroup ? onNodes(subject, context) : onFront(subject)),
});

function front(group: NodeGroup, { evidence }: RuleContext): readonly Resource[] {
  return [
    ...group.targetGroups,
    ...group.listeners,
    ...group.loadBalancers,
    ...classicLoadBalancers(group, evidence),
    ...endingConnections(group, evidence),
  ];
}

const onNodes = onServer((server, { host }) => [
  ...onListeners(server, ({ settings }) => [
    fits(settings.at("address"), "an address with a port", (got) => /^[^/]*:\d+$/.test(String(got)), {
      whenAbsent: ":8200",
    }),
    isOff(settings.at("tls_disable")),
    isAbsolutePath(settings.at("tls_cert_file")),
    isAbsolutePath(settings.at("tls_key_file")),
  ]),
  isReachableByTls(server.at("api_addr")),
  isReachableByTls(server.at("cluster_addr")),
  ...(VaultService.of(host)?.environment ?? [])
    .filter(({ name }) => /^(VAULT|BAO)_(API|CLUSTER|REDIRECT|ADVERTISE)_ADDR$/.test(name))
    .map(({ name, value, from }) => isReachableByTls(new Value(`${name} of ${from}`, value))),
]);

/** An address that other nodes and clients are sent to. */
function isReachableByTls(value: Value): Observation {
  return fits(
    value,
    `${value.path} is https:// and an address that others reach`,
    (got) => typeof got === "string" && /^https:\/\//i.test(got) && !isOwn(got),
  );
}

/** Whether an address means the machine itself or all of its interfaces. */
function isOwn(url: string): boolean {
  const host = /^https:\/\/(\[[^\]]*\]|[^:/]*)/i.exec(url)?.[1] ?? "";
  return host === "" || /^(127\.|0\.0\.0\.0$|localhost$|\[[0:]*1?\]$|\[::ffff:127\.)/i.test(host);
}

function onFront(resource: Resource): readonly Observation[] {
  switch (resource.type.replace("aws_alb", "aws_lb")) {
    case "aws_lb":
      return [is(resource.at("load_balancer_type"), "network", { whenAbsent: "application", reason: ENDS })];
    case "aws_lb_listener":
      return [isTcp(resource)];
    case "aws_lb_target_group":
      return [
        isTcp(resource),
        ...resource
          .blocks("health_check")
          .map((block) => isNot(block.at("protocol"), ["HTTP", "http"], { whenAbsent: "HTTP" })),
      ];
    case "aws_elb":
      return [...resource.blocks("listener")].flatMap((block) => [
        oneOf(block.at("lb_protocol"), ["tcp", "TCP"], { reason: ENDS }),
        oneOf(block.at("instance_protocol"), ["tcp", "TCP"], { reason: ENDS }),
      ]);
    default:
      return [
        fail({
          actual: `${resource.address} stands before Vault`,
          expected: "nothing that ends TLS before Vault",
          reason: ENDS,
        }),
      ];
  }
}

function isTcp(resource: Resource): Observation {
  return oneOf(resource.at("protocol"), ["TCP", "tcp"], { reason: ENDS });
}
