import { systemdSeconds } from "../../host/systemd-literals";
import type { UnitFile } from "../../host/unit-file";

/** A setting of the unit that a sandbox needs. */
export interface SandboxDirective {
  readonly key: string;
  readonly section?: "Unit";
  /** What it must say, in words. */
  readonly expected: string;
  readonly holds: (value: string, unit: UnitFile) => boolean;
}

/** Switches that are on. */
export const SWITCHES = [
  "NoNewPrivileges",
  "PrivateTmp",
  "PrivateDevices",
  "PrivateUsers",
  "PrivateIPC",
  "PrivateMounts",
  "ProtectKernelTunables",
  "ProtectKernelModules",
  "ProtectKernelLogs",
  "ProtectControlGroups",
  "ProtectClock",
  "ProtectHostname",
  "RestrictNamespaces",
  "RestrictRealtime",
  "RestrictSUIDSGID",
  "LockPersonality",
  "MemoryDenyWriteExecute",
  "RemoveIPC",
] as const;

const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value);

/** Seconds after which a start that hangs is given up. */
const LONGEST_START = 300;

/** Settings that have a value: what was run with a real server, by their meaning. */
export const DIRECTIVES: readonly SandboxDirective[] = [
  { key: "ProtectSystem", expected: "strict", holds: oneOf("strict") },
  {
    key: "ProtectHome",
    expected: "yes or tmpfs",
    holds: (value, unit) => value === "tmpfs" || unit.isOn("Service", "ProtectHome") === true,
  },
  { key: "DevicePolicy", expected: "closed or strict", holds: oneOf("closed", "strict") },
  { key: "ProtectProc", expected: "invisible or noaccess", holds: oneOf("invisible", "noaccess") },
  { key: "ProcSubset", expected: "pid", holds: oneOf("pid") },
  { key: "KeyringMode", expected: "private", holds: oneOf("private") },
  { key: "NotifyAccess", expected: "main", holds: oneOf("main", "none", "exec") },
  { key: "UMask", expected: "0077", holds: (value) => (Number.parseInt(value, 8) & 0o077) === 0o077 },
  { key: "SystemCallArchitectures", expected: "native", holds: oneOf("native") },
  {
    key: "SystemCallErrorNumber",
    expected: "EPERM, or a denied call kills the process",
    holds: oneOf("EPERM"),
  },
  {
    key: "TimeoutStartSec",
    expected: `${LONGEST_START} s or less: a KMS that never answers would hang the start for ever`,
    holds: (value, unit) => {
      const both = unit.value("Service", "TimeoutSec") ?? "90";
      const seconds = systemdSeconds(value === "" ? both : value);
      return seconds !== undefined && seconds > 0 && seconds <= LONGEST_START;
    },
  },
  { key: "Restart", expected: "always or on-failure", holds: oneOf("always", "on-failure") },
  {
    key: "StartLimitIntervalSec",
    section: "Unit",
    expected: "0: a KMS outage must not end in a unit that has failed for good",
    holds: (value) => systemdSeconds(value) === 0,
  },
  {
    key: "LimitNOFILE",
    expected: "65536 or more",
    holds: (value) => value === "infinity" || Number(value.split(":")[0]) >= 65_536,
  },
  {
    key: "Delegate",
    expected: "not set: its own cgroup is not its to change",
    holds: (value) => /^(|no|false|off|0)$/i.test(value),
  },
  { key: "KillMode", expected: "every process of it ends with it", holds: (value) => value !== "none" },
  {
    key: "RootDirectoryStartOnly",
    expected: "not set: its commands leave its root",
    holds: (_, unit) => unit.isOn("Service", "RootDirectoryStartOnly") !== true,
  },
  { key: "DeviceAllow", expected: "not set", holds: (value) => value === "" },
  {
    key: "PermissionsStartOnly",
    expected: "not set: its commands run as root",
    holds: (_, unit) => unit.isOn("Service", "PermissionsStartOnly") !== true,
  },
];
