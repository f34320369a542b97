import { type HostNetworks, LINK_LOCAL, resolvers, texts } from "./host-networks";
import { LIFE_MARKS } from "./life-marks";
import { type NodeFile, systemFile } from "./node-file";
import { renderUnit } from "./unit";
import { VAULT_PATHS } from "./vault-paths";

/**
 * The unit that Vault runs in. Exposure 1.0 as `systemd-analyze security` counts it, which is the floor for a server
 * that listens (HOST-04); run with a real server, nothing had to be relaxed.
 */
export function vaultUnit(networks: HostNetworks): NodeFile {
  const { binary, configuration, data, audit } = VAULT_PATHS;
  const content = renderUnit("HashiCorp Vault, hardened", {
    Unit: {
      Description: "HashiCorp Vault",
      Documentation: "https://developer.hashicorp.com/vault/docs",
      Requires: "network-online.target nftables.service",
      After: "network-online.target nftables.service time-sync.target rsyslog.service",
      // Without its volumes Vault would start with an empty store on the root volume.
      RequiresMountsFor: `${data} ${audit}`,
      ConditionFileNotEmpty: configuration,
      // Whoever is not part of a committed cluster, and does not just initialise one, must not start.
      ConditionPathExists: [`|${LIFE_MARKS.committed}`, `|${LIFE_MARKS.attempting}`],
      // A KMS outage must not end in a unit that has failed for good.
      StartLimitIntervalSec: 0,
    },
    Service: {
      Type: "notify",
      NotifyAccess: "main",
      User: "vault",
      Group: "vault",
      // Without it the AWS login goes to the global name of STS, which no endpoint has.
      Environment: ["AWS_STS_REGIONAL_ENDPOINTS=regional", "VAULT_RAFT_DISABLE_MAP_POPULATE=true"],
      ExecStart: `${binary} server -config=${configuration}`,
      ExecReload: "/bin/kill --signal HUP $MAINPID",
      KillSignal: "SIGINT",
      // A KMS that accepts and never answers would hang the start for ever.
      TimeoutStartSec: 60,
      TimeoutStopSec: 30,
      Restart: "always",
      RestartSec: 3,
      StateDirectory: "vault",
      StateDirectoryMode: "0700",
      // No LogsDirectory for the audit log: systemd would give it to the group vault, away from its readers.
      ReadWritePaths: `${data} ${audit}`,
      // With the default, journald drops lines of a busy service, audit lines among them (AUD-04).
      LogRateLimitIntervalSec: 0,
      LimitCORE: 0,
      LimitNOFILE: 65536,
      MemorySwapMax: 0,
      UMask: "0077",
      NoNewPrivileges: true,
      CapabilityBoundingSet: "",
      AmbientCapabilities: "",
      ProtectSystem: "strict",
      ProtectHome: true,
      PrivateTmp: true,
      PrivateDevices: true,
      PrivateUsers: true,
      PrivateIPC: true,
      PrivateMounts: true,
      DevicePolicy: "closed",
      ProtectKernelTunables: true,
      ProtectKernelModules: true,
      ProtectKernelLogs: true,
      ProtectControlGroups: true,
      ProtectClock: true,
      ProtectHostname: true,
      ProtectProc: "invisible",
      ProcSubset: "pid",
      RestrictNamespaces: true,
      RestrictRealtime: true,
      RestrictSUIDSGID: true,
      // AF_UNIX: readiness notification and the syslog audit device.
      RestrictAddressFamilies: "AF_INET AF_UNIX",
      LockPersonality: true,
      MemoryDenyWriteExecute: true,
      RemoveIPC: true,
      KeyringMode: "private",
      SystemCallArchitectures: "native",
      SystemCallFilter: ["@system-service", "~@privileged @resources"],
      // Without it a denied call would kill the process.
      SystemCallErrorNumber: "EPERM",
      NoExecPaths: "/",
      // kill, or the reload after a certificate's renewal fails and the old certificate stays.
      ExecPaths: `${binary} /bin/kill /usr/bin/kill /usr/lib /lib /lib64`,
      // Debian lets everybody write to /run/lock.
      InaccessiblePaths: "-/var/lib/cloud -/root -/run/lock",
      IPAddressDeny: "any",
      IPAddressAllow: allowedAddresses(networks),
    },
    Install: { WantedBy: "multi-user.target" },
  });
  return systemFile("/etc/systemd/system/vault.service", content);
}

function allowedAddresses(networks: HostNetworks): readonly string[] {
  const { clients, nodeSubnets, loadBalancerSubnets, endpointSubnets, backends } = networks;
  return [
    "localhost",
    LINK_LOCAL.metadata,
    ...resolvers(networks),
    ...texts(
      clients,
      nodeSubnets,
      loadBalancerSubnets,
      endpointSubnets,
      backends.map(({ cidr }) => cidr),
    ),
  ];
}
