import type { Rule } from "../../engine/rule";
import { egressByAllowlist } from "./egress-by-allowlist";
import { hostFirewall } from "./host-firewall";
import { ingressByAllowlist } from "./ingress-by-allowlist";
import { internalEntryOnly } from "./internal-entry-only";
import { noSsh } from "./no-ssh";
import { privateEndpoints } from "./private-endpoints";
import { privateNodes } from "./private-nodes";
import { vpcHygiene } from "./vpc-hygiene";

/** Rules about the network. */
export const NET_RULES: readonly Rule[] = [
  privateNodes,
  internalEntryOnly,
  ingressByAllowlist,
  noSsh,
  egressByAllowlist,
  privateEndpoints,
  vpcHygiene,
  hostFirewall,
];
