import { posix } from "node:path";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type Subject } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { auditDevices, insideVault } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import { vaultOf } from "../../evidence/provider-configurations";
import type { Resource } from "../../evidence/resource";
import { enabledDevices } from "../../host/audit-commands";
import { vaultFlag } from "../../host/vault-literals";

export const twoAuditDevices = defineRule({
  id: "AUD-01",
  title: "Every request is taken down twice, in two places",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "Vault refuses every request that no device takes down: with one device a full disk is an outage, and whoever can reach that one device can make what happened disappear.",
  remediation: "Declare two audit devices of two kinds, or on two volumes; the second may be syslog.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/audit/best-practices",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
  ],
  guide: ["C07", "S19"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.2.1", "10.7.2"],
    iso27001: ["A.8.15"],
    nist80053: ["AU-2", "AU-5", "AU-12"],
  },
  claims: ["vault_audit"],
  subjects: (context): readonly (NodeGroup | Subject)[] => [
    ...(insideVault(context.evidence).length === 0 ? [] : [{ address: "" }]),
    ...nodeGroups(context).filter((group) => enabledDevices(group).length > 0),
  ],
  notApplicable: "nothing of this stack is inside Vault, and no script enables an audit device",
  check: (subject, { evidence }) => {
    if (subject instanceof NodeGroup) return takenDownBy(enabledDevices(subject));
    // Each Vault that something is made in has devices of its own.
    const vaults = new Set(insideVault(evidence).map((resource) => vaultOf(resource, evidence)));
    return [...vaults].flatMap((vault) => {
      const devices = auditDevices(evidence).filter((device) => vaultOf(device, evidence) === vault);
      return takenDownBy(devices, vaults.size > 1 ? ` in ${vault}` : "");
    });
  },
});

function takenDownBy(devices: readonly Resource[], where = ""): readonly Observation[] {
  const expected = "two audit devices that keep what they are given, of two kinds or in two files";
  const certain = devices.filter(({ isCertain }) => isCertain);
  const places = new Set(certain.flatMap((device) => placeOf(device) ?? []));
  const hidden = devices.filter(
    (device) => !device.isCertain || (!device.at("options").isAbsent && placeOf(device) === null),
  );
  const isLocal =
    devices.length > 0 && devices.every((device) => vaultFlag(device.at("local").literal ?? false) === true);
  const actual = `${devices.length === 0 ? "no audit device" : devices.map((device) => describe(device)).join(", ")}${where}`;
  const said = { actual: isLocal ? `${actual}, all of them local` : actual, expected };
  if (isLocal) return [fail(said)];
  if (places.size < 2 && places.size + hidden.length >= 2) {
    const reason = "whether there is a device, or where it writes, is known when it is deployed";
    return [unknown({ ...said, reason })];
  }
  return [passIf(places.size >= 2, said), ...udp(devices)];
}

/** Where a device keeps what it is given; nothing where it keeps nothing, `null` where nobody can say. */
function placeOf(device: Resource): string | null | undefined {
  if (device.at("type").isAbsent) return undefined;
  const { literal: type } = device.at("type");
  if (type === undefined) return null;
  if (type === "syslog") return "syslog";
  if (type === "socket") return isUdp(device) ? undefined : `socket ${device.at("options.address").raw}`;
  const file = device.at("options.file_path");
  const path = file.isAbsent ? device.at("options.path") : file;
  if (path.literal === undefined) return path.isAbsent ? undefined : null;
  const text = String(path.literal);
  return /^(discard|stdout|\/dev\/(null|stdout|stderr|zero|full))$/i.test(text)
    ? undefined
    : posix.normalize(text);
}

/** One that may lose entries can stand beside two that do not. */
function udp(devices: readonly Resource[]): readonly Observation[] {
  return devices.length > 2
    ? []
    : devices.flatMap((device) =>
        isUdp(device)
          ? [
              fail({
                actual: `${device.address} sends by UDP`,
                expected: "a device that notices when nothing arrives",
              }),
            ]
          : [],
      );
}

function isUdp(device: Resource): boolean {
  return /^udp/i.test(String(device.at("options.socket_type").raw));
}

function describe(device: Resource): string {
  return `${device.at("type")} ${device.at("options.file_path").isAbsent ? "" : device.at("options.file_path")}`.trim();
}
