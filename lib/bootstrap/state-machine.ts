import { LIFE_MARKS } from "../host/life-marks";
import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON } from "../host/node-library";
import { BOOTSTRAP_UNIT } from "../host/start";
import { renderUnit } from "../host/unit";
import { NODE_CREDENTIALS, VAULT_API } from "../host/vault-api";
import { VAULT_PATHS } from "../host/vault-paths";
import { CLUSTER_TAG } from "../server";
import { INITIALISE } from "./initialise";
import { LIFE_STORE } from "./life-store";

/** The program that brings a node from "files installed" to "stable voter". */
const PROGRAM = "/usr/local/sbin/hardened-vault-bootstrap";

/** Asks this node to initialise the cluster; only looked for when a person decides when. */
export const REQUEST_MARK = "/run/hardened-vault/initialise";

/**
 * The state machine of a node's first minutes, and its unit. It can end at any point: started again, it reads from S3
 * and from its own marks where things stand.
 */
export function stateMachine(): readonly NodeFile[] {
  return [
    systemFile(PROGRAM, STATE_MACHINE, 0o755),
    systemFile(
      `/etc/systemd/system/${BOOTSTRAP_UNIT}`,
      renderUnit("makes this node a voter: initialises the cluster, or joins it", {
        Unit: {
          Description: "Bootstrap of the Vault node",
          Requires: "network-online.target nftables.service",
          After: "network-online.target nftables.service time-sync.target",
          RequiresMountsFor: `${VAULT_PATHS.data} ${VAULT_PATHS.audit}`,
          StartLimitIntervalSec: 0,
        },
        Service: {
          Type: "exec",
          ExecStart: PROGRAM,
          // The program ends by itself; 2 is its last word.
          Restart: "on-failure",
          RestartSec: 5,
          RestartPreventExitStatus: 2,
          RemainAfterExit: true,
          TimeoutStopSec: 30,
          LoadCredential: NODE_CREDENTIALS,
          LimitCORE: 0,
          MemorySwapMax: 0,
          UMask: "0077",
          NoNewPrivileges: true,
          ProtectHome: true,
          ProtectSystem: "strict",
          ReadWritePaths: `${VAULT_PATHS.data} /var/lib/hardened-vault /run`,
          PrivateTmp: true,
          ProtectKernelModules: true,
          ProtectKernelTunables: true,
          // AF_NETLINK: nft opens and closes the port of the API.
          RestrictAddressFamilies: "AF_INET AF_NETLINK AF_UNIX",
        },
        Install: { WantedBy: "multi-user.target" },
      }),
    ),
  ];
}

const STATE_MACHINE = `#!/bin/sh
# Makes this node a voter of the cluster. States: waiting, attempting, committed, joining, serving.
#
# - Only COMMITTED in S3 decides which cluster is the cluster. Nobody starts Vault before it is there, but the node whose
#   attempt holds the lease; nobody initialises after it.
# - A lease is never compared between clocks: its holder counts from before it was made, everybody else from when they
#   first saw it, both by a clock that nobody sets. So the holder always stops first.
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts
# shellcheck source=.${VAULT_API}
. ${VAULT_API}
# shellcheck source=.${LIFE_STORE}
. ${LIFE_STORE}
mkdir -p /run/hardened-vault
deadline=$(($(uptime_seconds) + LAUNCH_SECONDS - 60))

# The end of this node: it is not one, and is given back.
give_up() {
  say "FAILED: $1; this machine is not a Vault node"
  [ -e ${LIFE_MARKS.inService} ] || abandon_launch
  exit 2
}

state=
enter() {
  [ "$state" = "$1" ] || say "state $1"
  state=$1
}

# Makes this node as if it had never tried: nobody may find what an attempt left.
fence() {
  say "fencing: Vault stops, and what attempt $(cat ${LIFE_MARKS.attempt}) left is wiped"
  close_api
  rm -f ${LIFE_MARKS.attempting}
  timeout 60 systemctl stop vault.service || systemctl kill --signal=KILL vault.service
  find ${VAULT_PATHS.data} -mindepth 1 -maxdepth 1 ! -name lost+found ! -name snapshot -exec rm -rf {} +
  rm -f ${LIFE_MARKS.attempt}
}

# Data of a cluster without a mark of ours: nobody knows whose they are, so nobody writes over them.
has_foreign_data() {
  [ ! -e ${LIFE_MARKS.attempt} ] && [ ! -e ${LIFE_MARKS.committed} ] && [ -e ${VAULT_PATHS.data}/vault.db ]
}

may_attempt() {
  [ "$INITIALIZATION" = at-first-boot ] || [ -e ${REQUEST_MARK} ]
}

# Takes the next attempt if nobody is faster, and makes it.
attempt() {
  began=$(uptime_seconds)
  number=$((last_attempt + 1))
  jq --null-input --arg node "$INSTANCE_ID" '{node: $node}' >/run/hardened-vault/lease.json
  # Before the lease: a store without this mark was not made by an attempt.
  echo "$number" >${LIFE_MARKS.attempt}
  won=$(put_once "$(attempt_name "$number")" /run/hardened-vault/lease.json)
  if [ "$won" != made ]; then
    # Nothing was started, so nothing is to be wiped; a lease that was made without an answer just runs out.
    rm -f ${LIFE_MARKS.attempt}
    return
  fi
  enter attempting
  if ${INITIALISE} "$number" "$began"; then
    adopt
  elif read_life && [ "$is_committed" = true ] && is_mine; then
    adopt
  else
    fence
    retired=$number
    # Another node may be luckier.
    sleep 10
  fi
}

# Whether COMMITTED names this node and the data that it has.
is_mine() {
  [ -e ${LIFE_MARKS.attempt} ] || return 1
  committed_node=$(get_life COMMITTED node) || return 1
  committed_attempt=$(get_life COMMITTED attempt) || return 1
  [ "$committed_node $committed_attempt" = "$INSTANCE_ID $(cat ${LIFE_MARKS.attempt})" ]
}

# The data of this node's attempt are the cluster.
adopt() {
  mv ${LIFE_MARKS.attempt} ${LIFE_MARKS.committed}
  rm -f ${LIFE_MARKS.attempting}
}

# An attempt that this program did not see through to its end is over, even if its lease is not.
rm -rf /run/hardened-vault/initialise.*
retired=
if [ -e ${LIFE_MARKS.attempt} ]; then
  number=$(cat ${LIFE_MARKS.attempt})
  retry 10 3 read_life || fail "S3 does not tell how attempt $number ended"
  if [ "$is_committed" = true ] && is_mine; then
    adopt
  else
    fence
    # Its lease was this node's own, and nobody can come from it any more: no need to wait until it is over.
    if [ "$(get_life "$(attempt_name "$number")" node)" = "$INSTANCE_ID" ]; then retired=$number; fi
  fi
fi
if has_foreign_data; then give_up "the data volume holds a cluster that this life knows nothing of"; fi

watched=
since=0
beat=0
while [ ! -e ${LIFE_MARKS.committed} ]; do
  if ! read_life; then
    say "S3 does not tell how far the cluster is"
  elif [ "$is_committed" = true ]; then
    get_life COMMITTED attempt >${LIFE_MARKS.committed}.new && mv ${LIFE_MARKS.committed}.new ${LIFE_MARKS.committed} && continue
  elif [ "$last_attempt" -eq 0 ] || [ "$last_attempt" -eq "\${retired:-0}" ]; then
    enter waiting
    if may_attempt; then attempt; fi
  else
    enter waiting
    if [ "$watched" != "$last_attempt" ]; then
      watched=$last_attempt
      since=$(uptime_seconds)
      say "attempt $watched of $(get_life "$(attempt_name "$watched")" node || echo "another node") holds the lease"
    elif [ $(($(uptime_seconds) - since)) -ge "$LEASE_SECONDS" ] && may_attempt; then
      say "attempt $watched: its lease is over and nothing was committed"
      attempt
    fi
  fi
  # Whoever waits for a person has no deadline, but a hook that would run out.
  if [ "$INITIALIZATION" = by-operator ] && [ $(($(uptime_seconds) - beat)) -ge 240 ]; then
    beat=$(uptime_seconds)
    deadline=$((beat + LAUNCH_SECONDS - 60))
    heartbeat "$LAUNCH_HOOK" || true
  fi
  if [ -e ${LIFE_MARKS.committed} ]; then break; fi
  [ "$(uptime_seconds)" -lt "$deadline" ] || give_up "no cluster was committed in time"
  sleep 2
done

# Peers that answer as members of a cluster.
peers() {
  for address in $(aws_call ec2 describe-instances --filters "Name=tag:${CLUSTER_TAG},Values=$CLUSTER_NAME" \\
    Name=instance-state-name,Values=running --query 'Reservations[].Instances[].PrivateIpAddress' --output text); do
    [ "$address" != "$LOCAL_IPV4" ] || continue
    case $(health_of "$address") in 200 | 429 | 473) echo "$address" ;; esac
  done
}

alarm() {
  say "ALARM: the cluster is committed, and no node of it answers. Nothing is initialised again: mend it, or restore it"
  aws_call cloudwatch put-metric-data --namespace "$METRICS_NAMESPACE" --metric-name NoClusterToJoin --value 1 \\
    --dimensions "InstanceId=$INSTANCE_ID" || say "the alarm could not be reported as a metric"
}

enter joining
systemctl start --no-block vault.service
joining_since=$(uptime_seconds)
beat=$joining_since
while ! is_member; do
  if [ $(($(uptime_seconds) - beat)) -ge 60 ]; then
    beat=$(uptime_seconds)
    if [ -z "$(peers)" ]; then
      alarm
      deadline=$((beat + LAUNCH_SECONDS - 60))
      [ -e ${LIFE_MARKS.inService} ] || heartbeat "$LAUNCH_HOOK" || true
    fi
  fi
  # A node that was in service waits as long as it takes: it is mended, not shot.
  [ -e ${LIFE_MARKS.inService} ] || [ "$(uptime_seconds)" -lt "$deadline" ] ||
    give_up "the cluster answers, and this node could not join it"
  sleep 1
done
# Only now: a Vault that belongs to nothing could be initialised by whoever reaches it.
open_api
enter serving
[ ! -e ${LIFE_MARKS.inService} ] || exit 0
until is_stable_voter 2>/dev/null; do
  [ "$(uptime_seconds)" -lt "$deadline" ] || give_up "this node did not become a stable voter in time"
  sleep 2
done
say "a stable voter"
if retry 5 5 complete_hook "$LAUNCH_HOOK" CONTINUE; then
  : >${LIFE_MARKS.inService}
  say "in service"
else
  say "the launch hook could not be completed"
  exit 1
fi
`;
