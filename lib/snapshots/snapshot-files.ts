import { posix } from "node:path";
import { STEPS } from "../host/entry-script";
import { LIFE_MARKS } from "../host/life-marks";
import { type NodeFile, systemFile } from "../host/node-file";
import { INSTANCE_FACTS, NODE_SETTINGS } from "../host/node-library";
import { renderUnit } from "../host/unit";
import { NODE_CREDENTIALS } from "../host/vault-api";
import { SNAPSHOT_ACCOUNT, VAULT_PATHS } from "../host/vault-paths";
import type { SnapshotPlan } from "./snapshot-options";
import { SNAPSHOT_PROGRAM, SNAPSHOT_WORK, snapshotProgram } from "./snapshot-program";

const SERVICE = "hardened-vault-snapshot.service";
const TIMER = "hardened-vault-snapshot.timer";

/** Where the file is while it is a file: on the encrypted volume of the Raft data, out of everybody's sight. */
const PLACE = `${VAULT_PATHS.data}/snapshot`;

/** Every file that a node needs to take snapshots. The timer is on all nodes; only the leader does something. */
export function snapshotFiles(plan: SnapshotPlan): readonly NodeFile[] {
  return [
    snapshotProgram(plan),
    systemFile(
      `/etc/systemd/system/${SERVICE}`,
      renderUnit("takes a snapshot of the cluster if this node leads it", {
        Unit: {
          Description: "Snapshot of the Vault cluster",
          Requires: "network-online.target nftables.service",
          After: "network-online.target nftables.service time-sync.target vault.service",
          RequiresMountsFor: VAULT_PATHS.data,
          ConditionPathExists: LIFE_MARKS.committed,
        },
        Service: {
          Type: "oneshot",
          User: SNAPSHOT_ACCOUNT,
          Group: SNAPSHOT_ACCOUNT,
          EnvironmentFile: ["/etc/hardened-vault/deployment.env", NODE_SETTINGS, INSTANCE_FACTS],
          LoadCredential: NODE_CREDENTIALS,
          // As root, before the sandbox: the folder above belongs to Vault alone. No link that Vault might have laid in
          // this place is followed, so Vault gets root to give away nothing that is not in its own folder.
          ExecStartPre: [
            `-+/usr/bin/mkdir -m 0700 ${PLACE}`,
            `+/usr/bin/chown --no-dereference ${SNAPSHOT_ACCOUNT}:${SNAPSHOT_ACCOUNT} ${PLACE}`,
          ],
          // Both ends of the binding must be there before the sandbox is made; tmpfiles makes the other.
          RuntimeDirectory: posix.basename(SNAPSHOT_WORK),
          RuntimeDirectoryMode: "0700",
          BindPaths: `${PLACE}:${SNAPSHOT_WORK}`,
          ExecStart: SNAPSHOT_PROGRAM,
          // However it ended: nothing stays, and a failure is told.
          ExecStopPost: `${SNAPSHOT_PROGRAM} --ended`,
          TimeoutStartSec: plan.timeLimitSeconds,
          TimeoutStopSec: 180,
          LimitCORE: 0,
          MemorySwapMax: 0,
          UMask: "0077",
          NoNewPrivileges: true,
          CapabilityBoundingSet: "",
          AmbientCapabilities: "",
          ProtectSystem: "strict",
          ProtectHome: true,
          PrivateTmp: true,
          PrivateDevices: true,
          PrivateIPC: true,
          DevicePolicy: "closed",
          ProtectKernelTunables: true,
          ProtectKernelModules: true,
          ProtectKernelLogs: true,
          ProtectControlGroups: true,
          ProtectClock: true,
          ProtectHostname: true,
          ProtectProc: "invisible",
          RestrictNamespaces: true,
          RestrictRealtime: true,
          RestrictSUIDSGID: true,
          RestrictAddressFamilies: "AF_INET AF_UNIX",
          LockPersonality: true,
          RemoveIPC: true,
          KeyringMode: "private",
          SystemCallArchitectures: "native",
          SystemCallFilter: ["@system-service", "~@privileged"],
          SystemCallErrorNumber: "EPERM",
          InaccessiblePaths: "-/var/lib/cloud -/root",
        },
        // At each start of the machine as well: what a loss of power left of a file goes, and who leads then takes one more.
        Install: { WantedBy: "multi-user.target" },
      }),
    ),
    systemFile(
      `/etc/systemd/system/${TIMER}`,
      renderUnit("on every node, because each may lead when the time comes", {
        Unit: { Description: "Snapshots of the Vault cluster" },
        Timer: {
          OnCalendar: calendarOf(plan.intervalSeconds),
          // Away from the full hour, by the same delay each time: the interval stays what it is.
          RandomizedDelaySec: Math.min(Math.floor(plan.intervalSeconds / 12), 1800),
          FixedRandomDelay: true,
          Persistent: true,
        },
        Install: { WantedBy: "timers.target" },
      }),
    ),
    systemFile(
      `${STEPS}/85-snapshots.sh`,
      `#!/bin/sh
# Snapshots; until this node belongs to a committed cluster its timer finds nothing to do.
[ -z "$ROOT" ] || exit 0
systemctl enable --no-reload ${SERVICE}
systemctl enable --no-reload --now ${TIMER}
`,
      0o755,
    ),
  ];
}

/** The interval as systemd.time(7) writes it: whole parts of an hour or of a day. */
function calendarOf(seconds: number): string {
  if (seconds < 3600) return `*-*-* *:00/${seconds / 60}:00`;
  return seconds === 86_400 ? "*-*-* 00:00:00" : `*-*-* 00/${seconds / 3600}:00:00`;
}
