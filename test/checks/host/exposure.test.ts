import { exposureOf } from "../../../lib/checks/host/exposure";
import { UnitFile } from "../../../lib/checks/host/unit-file";
import { vaultUnit } from "../../../lib/host/vault-unit";
import { INPUT } from "../../host/fixtures";
import { runOnFile, testWith } from "../../host/tools";

const OURS = vaultUnit(INPUT).content;
const BARE = "[Service]\nExecStart=/bin/true\n";
/** Another author's unit, as HashiCorp packages it. */
const PACKAGED = `${BARE}User=vault
Group=vault
ProtectSystem=full
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
SecureBits=keep-caps
AmbientCapabilities=CAP_IPC_LOCK
CapabilityBoundingSet=CAP_SYSLOG CAP_IPC_LOCK
NoNewPrivileges=yes
`;

/** Lines that stand behind one of the units. */
const CHANGES: readonly string[] = [
  "User=root",
  "User=nobody",
  "DynamicUser=yes",
  "SupplementaryGroups=docker",
  "PrivateDevices=no",
  "PrivateNetwork=yes",
  "PrivateTmp=no\nPrivateUsers=no\nPrivateMounts=no",
  "ProtectSystem=full",
  "ProtectSystem=yes",
  "ProtectHome=read-only",
  "ProtectHome=tmpfs",
  "ProtectProc=default",
  "ProtectProc=noaccess",
  "ProtectProc=ptraceable",
  "ProcSubset=all\nRemoveIPC=no",
  "ProtectClock=no\nProtectKernelLogs=no",
  "KeyringMode=shared",
  "NotifyAccess=all",
  "Delegate=yes",
  "UMask=0022",
  "UMask=0027",
  "UMask=0000",
  "UMask=0007",
  "UMask=0037",
  "CapabilityBoundingSet=~CAP_SYS_ADMIN CAP_SYS_PTRACE",
  "CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID\nAmbientCapabilities=CAP_SETUID",
  "RestrictNamespaces=no",
  "RestrictNamespaces=user mnt",
  "RestrictNamespaces=~user",
  "RestrictAddressFamilies=",
  "RestrictAddressFamilies=AF_PACKET AF_NETLINK",
  "RestrictAddressFamilies=\nRestrictAddressFamilies=~AF_PACKET AF_UNIX",
  "RestrictAddressFamilies=none",
  "SystemCallArchitectures=x86",
  "SystemCallArchitectures=",
  "SystemCallFilter=",
  "SystemCallFilter=@mount",
  "SystemCallFilter=\nSystemCallFilter=~@mount @swap",
  "SystemCallFilter=\nSystemCallFilter=@basic-io",
  "SystemCallFilter=chown",
  "DevicePolicy=auto\nDeviceAllow=/dev/sda rw",
  "IPAddressAllow=",
  "IPAddressAllow=\nIPAddressAllow=localhost",
  "IPAddressDeny=",
  "RootDirectory=/srv",
];

describe("the exposure of a unit is what systemd-analyze counts", () => {
  const units = [OURS, BARE, PACKAGED];
  const names = ["ours", "a bare one", "the packaged one"];
  for (const [index, base] of units.entries()) {
    testWith("systemd-analyze", `${names[index]}, with each of ${CHANGES.length} changes`, () => {
      const texts = ["", ...CHANGES].map((change) => `${base}\n[Service]\n${change}\n`);
      expect(texts.map((text) => [changeOf(text), exposureOf(new UnitFile([text])) / 10])).toEqual(
        texts.map((text) => [changeOf(text), counted(text)]),
      );
    });
  }
});

function changeOf(text: string): string {
  return text.slice(text.lastIndexOf("[Service]"));
}

function counted(text: string): number {
  const { output } = runOnFile("vault.service", text, "systemd-analyze", (file) => [
    "security",
    "--offline=true",
    "--no-pager",
    file,
  ]);
  return Number(/exposure level for vault.service: ([\d.]+)/.exec(output)?.[1]);
}
