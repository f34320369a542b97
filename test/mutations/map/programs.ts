import { becomes, overridden, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const STEP =
  "a step of a program; whether it does its work is seen on nodes that boot, and what no program may do is tried on each beside";
const UNIT = "when and how a program of ours is run, which ends by itself";

/** What keeps a service beside Vault in: gone, or taken back by a drop-in. */
function keptIn(service: string, ...settings: readonly string[]): MutationMap {
  return Object.fromEntries(
    settings.map((setting) => [
      `/etc/systemd/system/hardened-vault-${service}.service Service.${setting}`,
      guarded("HOST-04", removed, overridden(WEAK[setting] ?? "no")),
    ]),
  );
}

const WEAK: Readonly<Record<string, string>> = {
  CapabilityBoundingSet: "CAP_SYS_ADMIN",
  DevicePolicy: "auto",
  InaccessiblePaths: "",
  KeyringMode: "inherit",
  LimitCORE: "infinity",
  ProtectProc: "default",
  RestrictAddressFamilies: "",
  SystemCallArchitectures: "x86",
  SystemCallErrorNumber: "",
  SystemCallFilter: "",
  UMask: "0022",
};
const EVERY = ["LimitCORE", "UMask", "NoNewPrivileges", "ProtectHome", "RestrictAddressFamilies"];
const CONNECTED = [...EVERY, "ProtectSystem", "PrivateTmp", "ProtectKernelModules", "ProtectKernelTunables"];

/** Programs of ours on a node, the units that run them, and what they are told. */
export const PROGRAMS: MutationMap = {
  "/usr/local/* *": irrelevant(STEP),
  "/etc/hardened-vault/*.env *": irrelevant("names and sizes that programs are told"),
  "/etc/systemd/system/*.service *": irrelevant(UNIT),
  "/etc/systemd/system/*.timer *": irrelevant(UNIT),
  ...keptIn("bootstrap", ...CONNECTED),
  ...keptIn("certificate", ...CONNECTED),
  ...keptIn("leave", ...CONNECTED),
  ...keptIn("lifecycle", ...CONNECTED),
  ...keptIn("volumes", ...EVERY),
  ...keptIn(
    "snapshot",
    ...CONNECTED,
    "CapabilityBoundingSet",
    "DevicePolicy",
    "InaccessiblePaths",
    "KeyringMode",
    "LockPersonality",
    "PrivateDevices",
    "PrivateIPC",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectProc",
    "RemoveIPC",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "SystemCallArchitectures",
    "SystemCallErrorNumber",
    "SystemCallFilter",
  ),
  ...Object.fromEntries(
    (
      [
        ["bootstrap", "HOST-10"],
        ["certificate", "TLS-07"],
        ["lifecycle", "HOST-10"],
        ["snapshot", "BKP-01"],
        ["volumes", "HOST-10"],
      ] as const
    ).map(([name, rule]) => [
      `/etc/systemd/system/hardened-vault-${name}.service (mode)`,
      [...guarded(rule, removed), ...guarded("HOST-05", becomes(0o666, 0o777))],
    ]),
  ),
  "/etc/systemd/system/var-*.mount (mode)": [
    ...guarded("HOST-09", removed),
    ...guarded("HOST-05", becomes(0o666, 0o777)),
  ],
  "/etc/systemd/system/*.mount *": irrelevant(UNIT),
  "/etc/systemd/system/*.mount Mount.Options": guarded(
    "HOST-09",
    removed,
    becomes("defaults"),
    withText("nosuid,", ""),
    withText("nodev,", ""),
    withText("noexec,", ""),
  ),
  "/etc/systemd/system/*.mount Mount.Where": guarded("HOST-09", removed, becomes("/mnt")),
  "/usr/local/lib/hardened-vault/steps.d/70-release.sh *sha256sum*": guarded(
    "SUP-02",
    removed,
    withText(/^/, "# "),
    withText(/\|\| fail .*/, "|| true"),
  ),
  "/usr/local/lib/hardened-vault/steps.d/70-release.sh chmod 0755 *": guarded(
    "HOST-05",
    withText("0755", "0777"),
    withText("0755", "4755"),
  ),
  "/usr/local/sbin/hardened-vault-certificate install * key.pem *": guarded(
    "HOST-05",
    withText("0640", "0644"),
    withText("0640", "0666"),
    withText("-g vault", "-g users"),
    withText("-g vault", "-g vaultlog"),
  ),
  "/etc/systemd/system/hardened-vault-certificate.timer Timer.OnCalendar": guarded(
    "TLS-07",
    becomes("yearly", "monthly"),
  ),
};
