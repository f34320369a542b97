import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups, onHost } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { Firewall } from "../../host/firewall";
import { addressFilter, knownPorts } from "./firewall-ports";
import { letsIn, letsOut, letsThrough } from "./firewall-rules";
import { firewallService } from "./firewall-service";
import { healthPorts } from "./health-ports";

const EXPECTED = "a packet filter that drops what is not listed, in and out";

export const hostFirewall = defineRule({
  id: "NET-08",
  title: "The host has a firewall of its own, closed both ways, before Vault starts",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A security group is changed by one call from anywhere in the account; the host's own filter stays, and it alone knows which user a packet is from: only root and the services may ask for the role's credentials.",
  remediation:
    "Let nftables drop by default in and out, admit ports from named networks, limit 169.254.169.254 to users of services, enable nftables.service and let vault.service require it.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://wiki.nftables.org/wiki-nftables/index.php/Simple_ruleset_for_a_server",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-limiting-access.html",
  ],
  guide: ["C03", "S09"],
  controls: {
    soc2: ["CC6.6"],
    pciDss: ["1.5.1", "1.3.2"],
    iso27001: ["A.8.20"],
    nist80053: ["SC-7(12)"],
  },
  attestable: {
    statement: "The image of the nodes has a host firewall that drops by default in and out.",
    days: 180,
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onHost((host, group, context) => {
    const firewall = Firewall.of(host);
    if (firewall === undefined) return [missing(host, "/etc/nftables.conf", EXPECTED)];
    return [
      ...firewall.unread.map((statement) =>
        unknown({
          actual: statement,
          expected: EXPECTED,
          reason: "what this statement does is not known here",
        }),
      ),
      ...firewall.dangling.map(({ text }) =>
        fail({
          actual: text,
          expected: EXPECTED,
          reason: "there is no such chain, and nft refuses the file",
        }),
      ),
      ...firewall.translating.map(({ text }) =>
        fail({
          actual: text,
          expected: EXPECTED,
          reason: "it leads to a port that the filter keeps for others",
        }),
      ),
      passIf(firewall.isFresh, {
        actual: firewall.isFresh ? "it begins with nothing" : "rules of before stay",
        expected: "flush ruleset, so that what is written is all there is",
      }),
      ...closed(firewall, "input", host),
      ...closed(firewall, "output", host),
      ...forwarded(firewall),
      ...closed(firewall, "forward", host),
      ...healthPorts(firewall, { host, group, context }),
      // With a drill nobody speaks.
      ...(group.isDrill ? [] : knownPorts(firewall, host)),
      ...addressFilter(host),
      ...firewallService(host, firewall, group.userData?.text ?? ""),
    ];
  }),
});

/** A node is no router: where something is said of what passes through, it is that nothing does. */
function forwarded(firewall: Firewall): readonly Observation[] {
  return firewall.base("forward").map(({ policy, table, name }) =>
    passIf(policy === "drop", {
      actual: `${table} ${name}: ${policy === "drop" ? "nothing passes through" : "what passes through is accepted"}`,
      expected: "nothing passes through a node",
    }),
  );
}

/** A base chain of a direction drops what its rules do not admit, and they admit only what is named. */
function closed(
  firewall: Firewall,
  hook: "forward" | "input" | "output",
  host: Host,
): readonly Observation[] {
  const chains = firewall.base(hook);
  const closing = chains.filter(({ policy }) => policy === "drop");
  const versions = ["ip", "ip6"].filter(
    (version) => !closing.some(({ family }) => family === "inet" || family === version),
  );
  const judge = { input: letsIn, output: letsOut, forward: letsThrough }[hook];
  // Every filter must let a packet through: where there are several, one that is closed is enough.
  const all = closing.map((chain) => {
    const rules = firewall.accepting(chain).map((rule) => judge(rule, host));
    return rules.filter(({ verdict }) => verdict !== "pass");
  });
  const best = [...all].sort((a, b) => a.length - b.length)[0] ?? [];
  return [
    passIf(versions.length === 0, {
      actual:
        versions.length === 0
          ? `${hook} is dropped by default`
          : `${hook} of ${versions.join(" and ")} is accepted by default`,
      expected: EXPECTED,
    }),
    ...best,
    ...(closing.length === 0 ? [fail({ actual: `no chain drops ${hook}`, expected: EXPECTED })] : []),
    ...(best.length === 0 && closing.length > 0
      ? [pass({ actual: `the rules of ${hook} name what they admit`, expected: EXPECTED })]
      : []),
  ];
}
