import {
  addressesAllowed,
  capabilitiesOf,
  deviceAccess,
  familiesOf,
  namespacesOf,
  reachableGroups,
  type Sandbox,
} from "./sandbox";
import type { UnitFile } from "./unit-file";

/** One thing that counts: how bad it is from 0 (well) to 1, and how much that weighs. */
interface Item {
  readonly weight: number;
  readonly badness: number;
}

/** Switches, with what each weighs where it is off. */
const SWITCHES: Readonly<Record<string, number>> = {
  LockPersonality: 100,
  MemoryDenyWriteExecute: 100,
  NoNewPrivileges: 1000,
  PrivateDevices: 1000,
  PrivateMounts: 1000,
  PrivateNetwork: 2500,
  PrivateTmp: 1000,
  PrivateUsers: 1000,
  ProtectClock: 1000,
  ProtectControlGroups: 1000,
  ProtectHostname: 50,
  ProtectKernelLogs: 1000,
  ProtectKernelModules: 1000,
  ProtectKernelTunables: 1000,
  RestrictRealtime: 500,
  RestrictSUIDSGID: 1000,
};

/** Groups of capabilities; one of a group is as bad as all of it. */
const CAPABILITIES: readonly (readonly [names: RegExp, weight: number])[] = [
  [/^CAP_SYS_ADMIN$/, 1500],
  [/^CAP_SET(UID|GID|PCAP)$/, 1500],
  [/^CAP_SYS_PTRACE$/, 1500],
  [/^CAP_SYS_TIME$/, 1000],
  [/^CAP_NET_ADMIN$/, 1000],
  [/^CAP_SYS_RAWIO$/, 1000],
  [/^CAP_SYS_MODULE$/, 1000],
  [/^CAP_(CHOWN|FSETID|SETFCAP)$/, 1000],
  [/^CAP_(DAC_OVERRIDE|DAC_READ_SEARCH|FOWNER|IPC_OWNER)$/, 1000],
  [/^CAP_AUDIT_/, 500],
  [/^CAP_KILL$/, 500],
  [/^CAP_MKNOD$/, 500],
  [/^CAP_NET_(BIND_SERVICE|BROADCAST|RAW)$/, 500],
  [/^CAP_SYSLOG$/, 500],
  [/^CAP_SYS_(NICE|RESOURCE)$/, 500],
  [/^CAP_MAC_/, 100],
  [/^CAP_SYS_BOOT$/, 100],
  [/^CAP_LINUX_IMMUTABLE$/, 75],
  [/^CAP_IPC_LOCK$/, 50],
  [/^CAP_SYS_CHROOT$/, 50],
  [/^CAP_BLOCK_SUSPEND$/, 25],
  [/^CAP_BPF$/, 25],
  [/^CAP_LEASE$/, 25],
  [/^CAP_SYS_PACCT$/, 25],
  [/^CAP_SYS_TTY_CONFIG$/, 25],
  [/^CAP_WAKE_ALARM$/, 25],
];

const NAMESPACES: Readonly<Record<string, number>> = {
  cgroup: 500,
  ipc: 500,
  mnt: 500,
  net: 500,
  pid: 500,
  user: 1500,
  uts: 100,
};

const FAMILIES: Readonly<Record<string, number>> = {
  AF_INET: 1500,
  AF_NETLINK: 200,
  AF_PACKET: 1000,
  AF_UNIX: 25,
  other: 1250,
};

const CALLS: Readonly<Record<string, number>> = {
  "@clock": 1000,
  "@cpu-emulation": 250,
  "@debug": 1000,
  "@module": 1000,
  "@mount": 1000,
  "@obsolete": 250,
  "@privileged": 700,
  "@raw-io": 1000,
  "@reboot": 1000,
  "@resources": 700,
  "@swap": 1000,
};

/**
 * Exposure of a service in tenths, 0 to 100, as `systemd-analyze security` of systemd 252 counts it: a mean of what its
 * directives leave open, weighted.
 */
export function exposureOf(unit: UnitFile): number {
  const sandbox: Sandbox = { unit, isDynamic: unit.isOn("Service", "DynamicUser") === true };
  const items = [
    ...switches(sandbox),
    ...values(sandbox),
    ...identity(sandbox),
    ...grouped(
      CAPABILITIES.map(([names, weight]) => [
        capabilitiesOf(sandbox).some((capability) => names.test(capability)),
        weight,
      ]),
    ),
    ...grouped(
      Object.entries(NAMESPACES).map(([name, weight]) => [namespacesOf(unit).includes(name), weight]),
    ),
    ...grouped(Object.entries(FAMILIES).map(([name, weight]) => [familiesOf(unit).includes(name), weight])),
    ...calls(unit),
  ];
  const sum = items.reduce((total, { weight, badness }) => total + Math.ceil(weight * badness - 1e-9), 0);
  const all = items.reduce((total, { weight }) => total + weight, 0);
  return Math.ceil((sum * 100) / all);
}

function switches({ unit, isDynamic }: Sandbox): readonly Item[] {
  const implied = ["NoNewPrivileges", "PrivateTmp", "RestrictSUIDSGID"];
  return Object.entries(SWITCHES).map(([key, weight]) => {
    const isOn = unit.isOn("Service", key) === true || (isDynamic && implied.includes(key));
    return { weight, badness: isOn ? 0 : 1 };
  });
}

function values({ unit, isDynamic }: Sandbox): readonly Item[] {
  const value = (key: string) => unit.value("Service", key)?.toLowerCase() ?? "";
  const rated = (key: string, ratings: Readonly<Record<string, number>>, otherwise: number) =>
    ratings[unit.isOn("Service", key) === true ? "yes" : value(key)] ?? otherwise;
  const home = rated("ProtectHome", { yes: 0, "read-only": 0.5, tmpfs: 0.1 }, isDynamic ? 0.5 : 1);
  const system = isDynamic ? 0 : rated("ProtectSystem", { strict: 0, full: 0.3, yes: 0.5 }, 1);
  const architectures = unit.words("Service", "SystemCallArchitectures");
  return [
    { weight: 1000, badness: home },
    { weight: 1000, badness: system },
    { weight: 1000, badness: rated("ProtectProc", { noaccess: 1 / 3, invisible: 0, ptraceable: 0 }, 1) },
    { weight: 10, badness: value("ProcSubset") === "pid" ? 0 : 1 },
    { weight: 200, badness: value("RootDirectory") || value("RootImage") ? 0 : 1 },
    { weight: 1000, badness: value("KeyringMode") === "shared" ? 1 : 0 },
    { weight: 1000, badness: value("NotifyAccess") === "all" ? 1 : 0 },
    { weight: 100, badness: unit.isOn("Service", "Delegate") === true ? 1 : 0 },
    {
      weight: 500,
      badness: unit.words("Service", "AmbientCapabilities").filter(Boolean).length > 0 ? 1 : 0,
    },
    { weight: 1000, badness: architectures.length === 0 ? 1 : architectures.join() === "native" ? 0 : 0.8 },
    { weight: 100, badness: maskBadness(value("UMask")) },
    { weight: 1000, badness: deviceAccess(unit) },
    { weight: 1000, badness: addressesAllowed(unit) },
  ];
}

/** Who others are to a new file: readers and writers count by what they may. */
function maskBadness(text: string): number {
  const mask = text === "" ? 0o022 : Number.parseInt(text, 8);
  if ((mask & 0o002) === 0) return 1;
  if ((mask & 0o004) === 0) return 0.5;
  if ((mask & 0o020) === 0) return 0.2;
  return (mask & 0o040) === 0 ? 0.1 : 0;
}

function identity({ unit, isDynamic }: Sandbox): readonly Item[] {
  const user = unit.value("Service", "User") ?? "";
  const isRoot = !isDynamic && ["", "root", "0"].includes(user);
  const isNobody = ["nobody", "65534"].includes(user);
  const badness = isRoot ? 1 : isNobody ? 0.9 : 0;
  if (isRoot) return [{ weight: 2000, badness }];
  const supplementary = unit.words("Service", "SupplementaryGroups").filter(Boolean).length > 0;
  return [
    { weight: 2000, badness },
    { weight: 200, badness: supplementary ? 1 : 0 },
    { weight: 100, badness: isDynamic || unit.isOn("Service", "RemoveIPC") === true ? 0 : 1 },
  ];
}

function calls(unit: UnitFile): readonly Item[] {
  const { groups, isAllowList } = reachableGroups(unit, Object.keys(CALLS));
  return Object.entries(CALLS).map(([group, weight]) => ({
    weight,
    badness: groups.includes(group) ? (isAllowList ? 0.9 : 1) : 0,
  }));
}

function grouped(pairs: readonly (readonly [isOpen: boolean, weight: number])[]): readonly Item[] {
  return pairs.map(([isOpen, weight]) => ({ weight, badness: isOpen ? 1 : 0 }));
}
