import { fits } from "../../engine/assertions";
import { defineRule } from "../../engine/rule";
import { onServer, secondsWithin } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { vaultSeconds } from "../../host/vault-literals";

export const shortLeases = defineRule({
  id: "CFG-10",
  title: "Leases end within hours",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A token or credential that is stolen works until its lease ends: by Vault's own default 32 days.",
  remediation: "Set default_lease_ttl to 24h or less and max_lease_ttl to 72h or less.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration#default_lease_ttl",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
  ],
  guide: ["C10", "S14"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["8.2.8", "7.2.4"],
    iso27001: ["A.5.17", "A.5.18"],
    nist80053: ["AC-12", "IA-5"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { limits }) => {
    const [usual, most] = [server.at("default_lease_ttl"), server.at("max_lease_ttl")];
    const longest = most.literal === undefined ? undefined : vaultSeconds(most.literal);
    return [
      secondsWithin(usual, [1, limits.defaultLeaseSeconds]),
      secondsWithin(most, [1, limits.maxLeaseSeconds]),
      ...(longest === undefined
        ? []
        : [
            fits(
              usual,
              "default_lease_ttl is not longer than max_lease_ttl",
              (got) => (vaultSeconds(got) ?? Number.POSITIVE_INFINITY) <= longest,
            ),
          ]),
    ];
  }),
});
