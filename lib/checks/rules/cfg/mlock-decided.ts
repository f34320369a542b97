import { absent, present } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOff, isOn, onServer } from "../../engine/server-assertions";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { nodeCommandsWith } from "../../host/node-commands";
import { vaultFlag } from "../../host/vault-literals";
import { VaultService } from "../../host/vault-service";

export const mlockDecided = defineRule({
  id: "CFG-01",
  title: "Vault's memory is locked, or there is no swap",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Memory that is swapped out leaves keys and secrets on a disk. With integrated storage Vault does not start unless this is decided.",
  remediation:
    "Set disable_mlock = true and turn swap off (MemorySwapMax=0, swapoff); or false, with CAP_IPC_LOCK and LimitMEMLOCK=infinity.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration#disable_mlock",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
  ],
  guide: ["C05", "S07"],
  controls: { soc2: ["CC6.1"], pciDss: ["2.2.6"], iso27001: ["A.8.9"], nist80053: ["SC-28", "CM-6"] },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => {
    const value = server.at("disable_mlock");
    const service = VaultService.of(host);
    // OpenBao has no such setting and never locks memory.
    if (service?.command.some((word) => /(^|\/)(bao|openbao)$/.test(word))) {
      return [absent(value), swapIsOff(host, service)];
    }
    const { literal } = value;
    if (literal === undefined) return [present(value), ...(value.isAbsent ? [] : [isOn(value)])];
    const isDisabled = vaultFlag(literal);
    if (isDisabled === undefined) return [isOff(value)];
    return [isDisabled ? swapIsOff(host, service) : memoryIsLocked(host, service)];
  }),
});

function swapIsOff(host: Host, service: VaultService | undefined): Observation {
  const expected = "MemorySwapMax=0 in Vault's unit, or swapoff";
  const most = service?.unit.value("Service", "MemorySwapMax");
  if (most !== undefined && /^0+([BKMGT%]|\.0*%)?$/i.test(most)) {
    return passIf(true, { actual: `MemorySwapMax=${most}`, expected });
  }
  const [turned] = nodeCommandsWith(host, "swapoff");
  if (turned !== undefined) return passIf(true, { actual: `swapoff in ${turned.from}`, expected });
  return missing(host, "what turns swap off", expected);
}

function memoryIsLocked(host: Host, service: VaultService | undefined): Observation {
  const expected = "CAP_IPC_LOCK and LimitMEMLOCK=infinity in Vault's unit";
  if (service === undefined) return missing(host, "Vault's unit", expected);
  const { unit } = service;
  const bounding = unit.value("Service", "CapabilityBoundingSet");
  const has = (words: readonly string[]) => words.some((word) => word.toUpperCase() === "CAP_IPC_LOCK");
  const may = has(unit.words("Service", "AmbientCapabilities"));
  const bound = bounding === undefined || has(unit.words("Service", "CapabilityBoundingSet"));
  const limit = unit.value("Service", "LimitMEMLOCK") ?? "not set";
  return passIf(may && bound && limit === "infinity", {
    actual: `CAP_IPC_LOCK ${may && bound ? "given" : "not given"}, LimitMEMLOCK=${limit}`,
    expected,
  });
}
