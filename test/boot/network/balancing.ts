import type { AppliedNetwork } from "./applied";

const TABLE = "balancer";

/**
 * Rules that pass TCP 8200 of the load balancer's addresses on to targets, clients' addresses kept. Without a healthy
 * target all are used, as the real one does.
 */
export function balancingRules(network: AppliedNetwork, targets: readonly string[]): string {
  const { addresses } = network.balancer;
  const choice = targets.map((target, index) => `${index} : ${target}`).join(", ");
  const rule =
    targets.length === 0
      ? "drop"
      : targets.length === 1
        ? `dnat to ${targets[0]}`
        : `dnat to numgen inc mod ${targets.length} map { ${choice} }`;
  return [
    `table ip ${TABLE}`,
    `delete table ip ${TABLE}`,
    `table ip ${TABLE} {`,
    "  chain incoming {",
    "    type nat hook prerouting priority dstnat; policy accept;",
    `    ip daddr { ${addresses.join(", ")} } tcp dport 8200 ${rule}`,
    "  }",
    "}",
    "",
  ].join("\n");
}
