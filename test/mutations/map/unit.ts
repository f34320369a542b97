import { becomes, followedBy, type Kind, overridden, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const UNIT = "/etc/systemd/system/vault.service";

/** A switch of the sandbox: gone, off, switched off by a second line or by a drop-in. */
function sandboxed(setting: string, ...others: readonly (Kind | readonly Kind[])[]): MutationMap {
  return {
    [`${UNIT} Service.${setting}`]: guarded(
      "HOST-04",
      removed,
      becomes("no"),
      followedBy(`${setting}=no`),
      overridden("no"),
      ...others,
    ),
  };
}

/** A setting with a value of its own. */
function confined(setting: string, ...weaker: readonly string[]): MutationMap {
  return {
    [`${UNIT} Service.${setting}`]: guarded(
      "HOST-04",
      removed,
      becomes(...weaker),
      weaker.slice(0, 1).flatMap((value) => overridden(value)),
    ),
  };
}

/** How Vault is started, and what its process may do. */
export const UNIT_OF_VAULT: MutationMap = {
  [`${UNIT} Unit.Description`]: irrelevant("people read it"),
  [`${UNIT} Unit.Documentation`]: irrelevant("people read it"),
  [`${UNIT} Unit.Requires`]: guarded("NET-08", removed, becomes("network-online.target")),
  [`${UNIT} Unit.After`]: guarded("NET-08", removed, becomes("network-online.target")),
  [`${UNIT} Unit.RequiresMountsFor`]: irrelevant(
    "without its volumes Vault does not start: its directories are missing",
  ),
  [`${UNIT} Unit.ConditionFileNotEmpty`]: irrelevant("without a configuration Vault does not start"),
  [`${UNIT} Unit.StartLimitIntervalSec`]: guarded("HOST-04", removed, becomes("60"), overridden("60")),
  [`${UNIT} Service.Type`]: irrelevant("when systemd takes Vault for started"),
  [`${UNIT} Service.NotifyAccess`]: irrelevant("who may say that Vault is started"),
  [`${UNIT} Service.User`]: guarded(
    "HOST-01",
    removed,
    becomes("root", "0", "", "nobody"),
    overridden("root"),
  ),
  [`${UNIT} Service.Group`]: guarded("HOST-01", becomes("root"), overridden("root")),
  [`${UNIT} Service.Environment`]: guarded(
    "TLS-06",
    followedBy("Environment=VAULT_SKIP_VERIFY=true", 'Environment="VAULT_SKIP_VERIFY=1"'),
  ),
  [`${UNIT} Service.ExecStart`]: [
    ...guarded(
      "CFG-12",
      becomes("/usr/local/bin/vault server -dev", "/usr/local/bin/vault server -dev -dev-root-token-id=root"),
    ),
    ...guarded(
      "CFG-09",
      becomes("/usr/local/bin/vault server -config=/etc/vault.d"),
      withText("vault.json", "vault.json -config=/etc/more.hcl"),
    ),
    ...guarded("HOST-04", withText(/^/, "+"), withText(/^/, "!"), withText(/^/, "-")),
  ],
  [`${UNIT} Service.ExecReload`]: guarded("TLS-07", removed, becomes("/bin/true")),
  [`${UNIT} Service.KillSignal`]: irrelevant("either signal makes Vault step down and end"),
  [`${UNIT} Service.TimeoutStartSec`]: guarded("HOST-04", becomes("infinity", "0"), overridden("infinity")),
  [`${UNIT} Service.TimeoutStopSec`]: irrelevant("how long it may take to end"),
  [`${UNIT} Service.Restart`]: guarded("HOST-04", removed, becomes("no")),
  [`${UNIT} Service.RestartSec`]: irrelevant("a pause"),
  [`${UNIT} Service.StateDirectory`]: irrelevant("tmpfiles makes the same directory with the same rights"),
  [`${UNIT} Service.StateDirectoryMode`]: guarded("HOST-05", becomes("0755", "0777")),
  [`${UNIT} Service.ReadWritePaths`]: guarded(
    "HOST-04",
    becomes("/", "/etc /var/lib/vault", "/var/lib/vault /var/log/vault /usr/local/bin"),
    followedBy("ReadWritePaths=/etc/vault.d"),
    overridden("/etc"),
  ),
  [`${UNIT} Service.LogRateLimitIntervalSec`]: guarded("AUD-04", removed, becomes("30s")),
  [`${UNIT} Service.LimitCORE`]: guarded(
    "HOST-02",
    removed,
    becomes("infinity", "1G"),
    overridden("infinity"),
    followedBy("LimitCORE=infinity"),
  ),
  [`${UNIT} Service.LimitNOFILE`]: irrelevant("how many connections there may be"),
  [`${UNIT} Service.MemorySwapMax`]: guarded(
    "HOST-03",
    removed,
    becomes("infinity", "1G"),
    overridden("infinity"),
  ),
  ...confined("UMask", "0000", "0022"),
  ...sandboxed("NoNewPrivileges"),
  [`${UNIT} Service.CapabilityBoundingSet`]: guarded(
    "HOST-04",
    removed,
    becomes("CAP_SYS_ADMIN", "~"),
    followedBy("CapabilityBoundingSet=CAP_SYS_PTRACE"),
    overridden("CAP_SYS_ADMIN"),
  ),
  [`${UNIT} Service.AmbientCapabilities`]: guarded(
    "HOST-04",
    becomes("CAP_SYS_ADMIN"),
    overridden("CAP_DAC_OVERRIDE"),
  ),
  ...confined("ProtectSystem", "full", "no", "yes"),
  ...confined("ProtectHome", "no", "read-only"),
  ...sandboxed("PrivateTmp"),
  ...sandboxed("PrivateDevices"),
  ...sandboxed("PrivateUsers"),
  ...sandboxed("PrivateIPC"),
  ...sandboxed("PrivateMounts"),
  ...confined("DevicePolicy", "auto"),
  ...sandboxed("ProtectKernelTunables"),
  ...sandboxed("ProtectKernelModules"),
  ...sandboxed("ProtectKernelLogs"),
  ...sandboxed("ProtectControlGroups"),
  ...sandboxed("ProtectClock"),
  ...sandboxed("ProtectHostname"),
  ...confined("ProtectProc", "default"),
  ...confined("ProcSubset", "all"),
  ...sandboxed("RestrictNamespaces"),
  ...sandboxed("RestrictRealtime"),
  ...sandboxed("RestrictSUIDSGID"),
  [`${UNIT} Service.RestrictAddressFamilies`]: guarded(
    "HOST-04",
    removed,
    becomes("~AF_PACKET", "AF_INET AF_UNIX AF_PACKET", "AF_INET"),
    followedBy("RestrictAddressFamilies="),
  ),
  ...sandboxed("LockPersonality"),
  ...sandboxed("MemoryDenyWriteExecute"),
  ...sandboxed("RemoveIPC"),
  ...confined("KeyringMode", "inherit"),
  [`${UNIT} Service.SystemCallArchitectures`]: guarded("HOST-04", removed, becomes("native x86")),
  [`${UNIT} Service.SystemCallFilter`]: guarded(
    "HOST-04",
    removed,
    followedBy("SystemCallFilter="),
    overridden("@privileged"),
  ),
  [`${UNIT} Service.SystemCallErrorNumber`]: guarded("HOST-04", removed),
  [`${UNIT} Service.NoExecPaths`]: guarded("HOST-04", removed, overridden("")),
  [`${UNIT} Service.ExecPaths`]: guarded("HOST-04", becomes("/"), followedBy("ExecPaths=/tmp")),
  [`${UNIT} Service.InaccessiblePaths`]: guarded("HOST-04", removed),
  [`${UNIT} Service.IPAddressDeny`]: guarded("HOST-04", removed, overridden("")),
  [`${UNIT} Service.IPAddressAllow`]: guarded(
    "HOST-04",
    becomes("any", "0.0.0.0/0"),
    followedBy("IPAddressAllow=any"),
  ),
  [`${UNIT} Install.WantedBy`]: irrelevant("when Vault is started"),
};
