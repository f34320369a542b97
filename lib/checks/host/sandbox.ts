import groups from "./syscall-groups.json";
import type { UnitFile } from "./unit-file";

/** A service as its sandbox is read: its unit, and whether systemd makes a user for it. */
export interface Sandbox {
  readonly unit: UnitFile;
  readonly isDynamic: boolean;
}

/** Names of all capabilities that a service could keep. */
const ALL_CAPABILITIES =
  "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
    .split(" ")
    .map((name) => `CAP_${name}`);

/** Capabilities that other directives take away. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  PrivateDevices: ["CAP_MKNOD", "CAP_SYS_RAWIO"],
  ProtectClock: ["CAP_SYS_TIME", "CAP_WAKE_ALARM"],
  ProtectKernelLogs: ["CAP_SYSLOG"],
  ProtectKernelModules: ["CAP_SYS_MODULE"],
};

/** Capabilities that the service, or what it starts, can ever have. */
export function capabilitiesOf({ unit }: Sandbox): readonly string[] {
  const taken = Object.entries(TAKEN).flatMap(([key, names]) => (unit.isOn("Service", key) ? names : []));
  const bound = setOf(unit, "CapabilityBoundingSet", ALL_CAPABILITIES);
  return bound.filter((capability) => !taken.includes(capability));
}

/** Kinds of namespaces that the service may make. */
export function namespacesOf(unit: UnitFile): readonly string[] {
  const all = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];
  const isOn = unit.isOn("Service", "RestrictNamespaces");
  if (isOn === true) return [];
  if (/^(no|false|off|0)$/i.test(unit.value("Service", "RestrictNamespaces") ?? "no")) return all;
  return setOf(unit, "RestrictNamespaces", all);
}

/** Families of sockets that the service may open, `AF_INET` for both of IP's, `other` for those that nobody names. */
export function familiesOf(unit: UnitFile): readonly string[] {
  const all = ["AF_INET", "AF_NETLINK", "AF_PACKET", "AF_UNIX", "other"];
  const given = unit.list("Service", "RestrictAddressFamilies");
  if (given.length === 0) return all;
  const lines = given.slice(given.lastIndexOf("none") + 1);
  const known = (name: string) =>
    name === "AF_INET6" ? "AF_INET" : all.includes(name) ? name : name === "AF_LOCAL" ? "AF_UNIX" : "other";
  const words = lines.flatMap((line) => line.replace(/^~/, "").split(/\s+/)).map(known);
  return lines[0]?.startsWith("~")
    ? all.filter((name) => name === "other" || !words.includes(name))
    : all.filter((name) => words.includes(name));
}

/** How open devices are: 0 none but the harmless ones, 0.5 some, 1 all. */
export function deviceAccess(unit: UnitFile): number {
  const policy = unit.value("Service", "DevicePolicy") ?? "";
  const isClosed =
    ["closed", "strict"].includes(policy) ||
    (["", "auto"].includes(policy) && unit.isOn("Service", "PrivateDevices") === true);
  if (!isClosed) return 1;
  // The real-time clock, which may be read.
  const clock = unit.isOn("Service", "ProtectClock") === true;
  return clock || unit.list("Service", "DeviceAllow").length > 0 ? 0.5 : 0;
}

/** How open the service is to addresses: 0 none, 0.2 its own machine, 0.5 some, 1 all. */
export function addressesAllowed(unit: UnitFile): number {
  const denied = unit.words("Service", "IPAddressDeny");
  const deniesAll = denied.includes("any") || ["0.0.0.0/0", "::/0"].every((all) => denied.includes(all));
  if (!deniesAll) return 1;
  const allowed = unit.words("Service", "IPAddressAllow").filter(Boolean);
  const isLocal = (word: string) => /^(localhost|127\..*|::1(\/128)?)$/.test(word);
  if (allowed.some((word) => !isLocal(word))) return 0.5;
  return allowed.length > 0 ? 0.2 : 0;
}

const GROUPS: Readonly<Record<string, string>> = groups.groups;

/** Which of these groups of system calls hold one that the service may call, and whether a list says what it may. */
export function reachableGroups(
  unit: UnitFile,
  names: readonly string[],
): { readonly groups: readonly string[]; readonly isAllowList: boolean } {
  const lines = unit.list("Service", "SystemCallFilter");
  if (lines.length === 0) return { groups: names, isAllowList: false };
  const isAllowList = !lines[0]?.startsWith("~");
  const listed = new Set<string>();
  for (const line of lines) {
    const isTaken = line.startsWith("~");
    for (const call of line.replace(/^~/, "").split(/\s+/).flatMap(callsOf)) {
      if (isTaken === isAllowList) listed.delete(call);
      else listed.add(call);
    }
  }
  const reached = names.filter((name) => callsOf(name).some((call) => listed.has(call) === isAllowList));
  return { groups: reached, isAllowList };
}

/** Members of a group; a call is itself, whatever it shall answer (`chown:EPERM`). */
function callsOf(word: string): readonly string[] {
  const name = word.split(":")[0] ?? "";
  return name.startsWith("@") ? (GROUPS[name] ?? "").split(" ").filter(Boolean) : [name];
}

/** A set that lines add to, or take from where they begin with `~`; everything where there is none. */
function setOf(unit: UnitFile, key: string, all: readonly string[]): readonly string[] {
  let chosen: readonly string[] | undefined;
  for (const line of unit.assigned("Service", key)) {
    const words = line.replace(/^~/, "").split(/\s+/);
    if (line === "") chosen = [];
    else if (line.startsWith("~")) chosen = (chosen ?? all).filter((one) => !words.includes(one));
    else chosen = [...(chosen ?? []), ...words];
  }
  return chosen ?? all;
}
