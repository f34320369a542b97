import { describeRule } from "../support/describe-rule";
import { cases as egressByAllowlist } from "./net/egress-by-allowlist";
import { cases as hostFirewall } from "./net/host-firewall";
import { cases as ingressByAllowlist } from "./net/ingress-by-allowlist";
import { cases as internalEntryOnly } from "./net/internal-entry-only";
import { cases as noSsh } from "./net/no-ssh";
import { cases as privateEndpoints } from "./net/private-endpoints";
import { cases as privateNodes } from "./net/private-nodes";
import { cases as vpcHygiene } from "./net/vpc-hygiene";

for (const cases of [
  privateNodes,
  internalEntryOnly,
  ingressByAllowlist,
  noSsh,
  egressByAllowlist,
  privateEndpoints,
  vpcHygiene,
  hostFirewall,
]) {
  describeRule(cases);
}
