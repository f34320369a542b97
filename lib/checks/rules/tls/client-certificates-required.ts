import { notApplicable, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import {
  isAbsolutePath,
  isOff,
  isOn,
  onListeners,
  onServer,
  type ServerContext,
} from "../../engine/server-assertions";
import { clusterGroups, MACHINES, missing } from "../../engine/subjects";
import { accessRulesOf, describe, groupsNamedBy, portsOf, protocolOf } from "../../evidence/access-rules";
import type { Value } from "../../evidence/value";
import { certificatesIn, isWeak } from "../../host/certificates";
import type { Listener } from "../../host/listeners";
import { vaultFlag } from "../../host/vault-literals";

export const clientCertificatesRequired = defineRule({
  id: "TLS-04",
  title: "Clients show a certificate before they can speak to Vault",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Without client certificates whoever reaches the port may try tokens and passwords, and use each hole that opens before a login.",
  remediation:
    "Set tls_require_and_verify_client_cert and tls_client_ca_file; keep a listener without them for health checks alone, on a port that only the load balancer reaches.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
  ],
  guide: ["C02", "S03"],
  controls: {
    soc2: ["CC6.1", "CC6.6"],
    pciDss: ["8.3.1", "1.3.1"],
    iso27001: ["A.8.5", "A.8.21"],
    nist80053: ["IA-3", "IA-5(2)", "SC-8(1)"],
  },
  claims: MACHINES,
  subjects: clusterGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, context) =>
    onListeners(server, (listener) => {
      if (listener.isLoopback) return [notApplicable("only this machine reaches it")];
      return isForHealthChecks(listener, context)
        ? onlyBalancersReach(listener, context)
        : [...asksCertificate(listener), ...authorities(listener.settings.at("tls_client_ca_file"), context)];
    }),
  ),
});

function asksCertificate({ settings }: Listener): readonly Observation[] {
  return [
    isOn(settings.at("tls_require_and_verify_client_cert")),
    isOff(settings.at("tls_disable_client_certs")),
    isAbsolutePath(settings.at("tls_client_ca_file"), {
      reason: "without it certificates of every authority that the system trusts are accepted",
    }),
  ];
}

/** The file of the authorities holds authorities. */
function authorities(value: Value, { host }: ServerContext): readonly Observation[] {
  const { literal } = value;
  if (typeof literal !== "string") return [];
  const expected = "certificates of authorities with sound keys";
  const file = host.file(literal);
  if (file === undefined) return [missing(host, literal, expected)];
  const found = certificatesIn(file.content);
  const problem =
    found.length === 0
      ? "no certificate"
      : found.some(({ ca }) => !ca)
        ? "a certificate that is no authority's"
        : found.some(isWeak)
          ? "an authority with an unsound key"
          : undefined;
  return [
    passIf(problem === undefined, { actual: `${literal} holds ${problem ?? "authorities"}`, expected }),
  ];
}

/** A port that health checks go to and no client does: the target group checks it, and sends nobody there. */
function isForHealthChecks({ settings, port }: Listener, { group }: ServerContext): boolean {
  const asks = settings.at("tls_require_and_verify_client_cert");
  if (asks.literal !== undefined && vaultFlag(asks.literal) === true) return false;
  const number = (value: Value) => Number(value.literal);
  const checked = group.targetGroups.flatMap((target) =>
    target.blocks("health_check").map((block) => number(block.at("port"))),
  );
  const served = group.targetGroups.map((target) => number(target.at("port")));
  return port !== undefined && checked.includes(port) && !served.includes(port);
}

/** Only the groups of load balancers may reach the port. */
function onlyBalancersReach(
  { settings, port = 0 }: Listener,
  context: ServerContext,
): readonly Observation[] {
  const { group, evidence } = context;
  const balancers = group.loadBalancers.flatMap((balancer) =>
    groupsNamedBy(balancer.at("security_groups"), evidence.resources),
  );
  const expected = `${settings.path} is reached by the load balancer alone`;
  const rules = group.securityGroups.flatMap(({ address }) => accessRulesOf(address, evidence));
  const concerned = rules.filter((rule) => {
    if (rule.direction === "out" || !["tcp", "all", undefined].includes(protocolOf(rule))) return false;
    const ports = portsOf(rule);
    return ports === undefined || (ports.first <= port && port <= ports.last);
  });
  if (concerned.length === 0) {
    return [unknown({ actual: `nothing is seen of who reaches port ${port}`, expected })];
  }
  return concerned.map((rule) => {
    const peers = rule.peers.map(({ kind, value }) =>
      kind === "group" ? groupsNamedBy(value, evidence.resources) : [kind],
    );
    const said = { actual: describe(rule), expected };
    if (peers.some((names) => names.length === 0))
      return unknown({ ...said, reason: "a group is not known" });
    return passIf(
      peers.flat().every((name) => balancers.includes(name)),
      said,
    );
  });
}
