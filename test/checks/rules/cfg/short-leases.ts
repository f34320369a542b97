import { shortLeases } from "../../../../lib/checks/rules/cfg/short-leases";
import type { RuleCases } from "../../support/rule-cases";
import { FILES_ELSEWHERE, NO_NODES, NODES, overriding, repairing, server } from "../../support/server-edits";

const leases = (usual: unknown, most: unknown) =>
  server(`leases are ${JSON.stringify(usual)}, ${JSON.stringify(most)} at most`, (configuration) => {
    configuration.default_lease_ttl = usual;
    configuration.max_lease_ttl = most;
  });

export const cases: RuleCases = {
  rule: shortLeases,
  passes: [{ on: NODES }, leases("1d", "72h"), leases(3600, "259200")],
  fails: [
    server("the usual one is left to Vault", (configuration) => delete configuration.default_lease_ttl, {
      says: /default_lease_ttl is not set/,
    }),
    server("the longest one is left to Vault", (configuration) => delete configuration.max_lease_ttl),
    leases("768h", "768h"),
    leases("25h", "72h"),
    leases("1h", "73h"),
    leases("30d", "72h"),
    leases(0, "24h"),
    leases("soon", "24h"),
    leases("24h", "1h"),
  ],
  unknown: [leases("${var.ttl}", "24h"), FILES_ELSEWHERE],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("default_lease_ttl", (configuration) => {
      configuration.default_lease_ttl = "768h";
    }),
  ],
  repaired: [
    repairing(
      "max_lease_ttl",
      (configuration) => {
        configuration.max_lease_ttl = "8760h";
      },
      (configuration) => {
        configuration.max_lease_ttl = "24h";
      },
    ),
  ],
};
