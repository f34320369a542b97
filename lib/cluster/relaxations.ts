import type { Construct } from "constructs";
import type { Protection } from "../aws/protection";
import { type NamedRelaxation, stackEvidence } from "../aws/stack-evidence";
import type { Operators } from "../bootstrap/operators";
import type { VaultRelease } from "../release/vault-release";
import type { ClientCertificates } from "../tls/client-certificates";

/** Leaves the reasons of weaker settings for whoever judges the stack, so that what they explain is reported, not refused. */
export function nameRelaxations(
  construct: Construct,
  settings: {
    readonly protection: Protection;
    readonly clientCertificates: ClientCertificates;
    readonly release: VaultRelease;
    readonly operators: Operators;
  },
): void {
  const { protection, clientCertificates, release } = settings;
  const scope = construct.node.path;
  const named: readonly (Omit<NamedRelaxation, "reason" | "scope"> & {
    readonly reason: string | undefined;
  })[] = [
    {
      name: "Protection.relaxed, for the number of the life",
      rules: ["TOK-02"],
      finding: "lifecycle.prevent_destroy *",
      reason: protection.reason,
    },
    {
      name: "Protection.relaxed",
      rules: ["SEAL-03", "NET-02", "AUD-06", "SUP-02", "BKP-02"],
      reason: protection.reason,
    },
    {
      name: "ClientCertificates.notRequired",
      rules: ["TLS-04", "TLS-05"],
      reason: clientCertificates.exemption,
    },
    {
      name: "Operators.pgp allowFewer",
      rules: ["TOK-02"],
      finding: "the recovery key has *",
      reason: settings.operators.fewerReason,
    },
    { name: "allowReleaseBelowFloor", rules: ["SUP-01"], reason: release.belowFloorReason },
  ];
  for (const { reason, ...relaxation } of named) {
    if (reason !== undefined) stackEvidence(construct).relaxations.push({ ...relaxation, scope, reason });
  }
}
