import { FOUNDATION_ROLES } from "../vault/foundation";
import { type NodeFile, systemFile } from "./node-file";
import { COMMON, LIBRARY } from "./node-library";
import { LIFECYCLE_UNIT } from "./start";
import { renderUnit } from "./unit";
import { NODE_CREDENTIALS, VAULT_API } from "./vault-api";

const WATCH = `${LIBRARY}/watch-lifecycle`;
const LEAVE = `${LIBRARY}/leave`;
const LEAVE_UNIT = "hardened-vault-leave.service";

/** What both units of this file have in common. */
const SANDBOX = {
  LimitCORE: 0,
  UMask: "0077",
  NoNewPrivileges: true,
  ProtectHome: true,
  ProtectSystem: "strict",
  ReadWritePaths: "/run",
  PrivateTmp: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
};

/**
 * The end of a node: a watcher sees in the metadata that the group ends this instance, and a unit of its own leaves the
 * cluster in order and completes the hook. The certificate is read when that unit starts, however old the node is.
 */
export function lifecycle(): readonly NodeFile[] {
  return [
    systemFile(WATCH, WATCHER, 0o755),
    systemFile(LEAVE, LEAVER, 0o755),
    systemFile(
      `/etc/systemd/system/${LIFECYCLE_UNIT}`,
      renderUnit("sees when the Auto Scaling group ends this instance", {
        Unit: {
          Description: "Watch on the life of this instance",
          Requires: "network-online.target nftables.service",
          After: "network-online.target nftables.service",
          StartLimitIntervalSec: 0,
        },
        Service: {
          Type: "exec",
          ExecStart: WATCH,
          Restart: "always",
          RestartSec: 10,
          TimeoutStopSec: 10,
          ...SANDBOX,
          RestrictAddressFamilies: "AF_INET AF_UNIX",
        },
        Install: { WantedBy: "multi-user.target" },
      }),
    ),
    systemFile(
      `/etc/systemd/system/${LEAVE_UNIT}`,
      renderUnit("steps down, leaves Raft, sends the last log lines, completes the hook", {
        Unit: { Description: "Farewell of the Vault node", After: "vault.service" },
        Service: {
          Type: "oneshot",
          RemainAfterExit: true,
          ExecStart: LEAVE,
          // The hook's own limit ends it earlier, whatever happens here.
          TimeoutStartSec: 3600,
          LoadCredential: NODE_CREDENTIALS,
          ...SANDBOX,
          // AF_NETLINK: nft closes the port of the API.
          RestrictAddressFamilies: "AF_INET AF_NETLINK AF_UNIX",
        },
      }),
    ),
  ];
}

const WATCHER = `#!/bin/sh
# Waits until the Auto Scaling group ends this instance, then lets it leave.
set -eu
# shellcheck source=.${COMMON}
. ${COMMON}
# The path is missing outside of a group and for a moment after the launch.
until [ "$(metadata autoscaling/target-lifecycle-state || true)" = Terminated ]; do
  sleep 5
done
say "the group ends this instance"
systemctl start --no-block ${LEAVE_UNIT}
# Nothing more is to be seen.
exec sleep infinity
`;

const LEAVER = `#!/bin/sh
# Leaves the cluster in order. What fails is said and does not stop the rest: the instance ends in any case, and
# autopilot takes a member out that did not leave by itself.
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts
# shellcheck source=.${VAULT_API}
. ${VAULT_API}

# The hook waits while this is at work.
while :; do
  heartbeat "$TERMINATION_HOOK" || true
  sleep $((TERMINATION_SECONDS / 3))
done >/dev/null 2>&1 &
beats=$!
trap 'kill "$beats" 2>/dev/null || true' EXIT

# The others elect one of them; a standby has nothing to hand over.
is_standby() {
  case $(health_of "$LOCAL_IPV4") in 429 | 473) return 0 ;; *) return 1 ;; esac
}
step_down() {
  is_standby && return 0
  vault_api PUT sys/step-down >/dev/null
  retry 30 1 is_standby
}

# Raft without this node, if enough healthy voters stay.
leave_raft() {
  vault_says sys/storage/raft/autopilot/state \\
    '[.data.servers[] | select(.healthy and .status != "non-voter" and .id != env.INSTANCE_ID)] | length >= 2' || return 1
  # Not through a pipe: standard input of curl is for the token.
  vault_api POST sys/storage/raft/remove-peer --data-binary "{\\"server_id\\": \\"$INSTANCE_ID\\"}" >/dev/null || return 1
  # A leader that was elected a moment ago says yes and removes nobody. Who is out gets no answer any more.
  sleep 2
  members=$(vault_api GET sys/storage/raft/configuration 2>/dev/null | jq --raw-output '.data.config.servers[].node_id') || members=
  case $members in *"$INSTANCE_ID"*) return 1 ;; esac
}

say "leaving: step down"
if vault_login ${FOUNDATION_ROLES.nodeLifecycle} 2>/dev/null; then
  step_down || say "this node could not step down"
  say "leaving: leave Raft"
  # Autopilot looks every ten seconds, and a new leader counts nobody as healthy before it has looked.
  if retry 25 3 leave_raft; then
    say "left Raft"
  else
    say "this node could not leave Raft, or fewer than two healthy voters would stay; autopilot will take it out"
  fi
else
  say "no login, so no farewell: autopilot will take this node out"
fi
close_api
say "leaving: stop"
timeout 60 systemctl stop vault.service || say "Vault did not stop in time"
say "leaving: send the last lines"
# rsyslog writes them, and the agent sends what it finds every five seconds.
sleep 12
systemctl stop amazon-cloudwatch-agent.service 2>/dev/null || true
say "leaving: complete the hook"
retry 5 5 complete_hook "$TERMINATION_HOOK" CONTINUE || say "the termination hook could not be completed; its limit ends it"
`;
