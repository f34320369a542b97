import { LIFE_MARKS } from "../host/life-marks";
import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON } from "../host/node-library";
import { VAULT_API } from "../host/vault-api";
import { VAULT_PATHS } from "../host/vault-paths";
import { CANARY_PATH } from "../vault/canary";
import { FOUNDATION_ROLES } from "../vault/foundation";
import { DRILL_METRICS } from "./drill-metrics";

/** The program of a restore drill. */
export const DRILL_PROGRAM = "/usr/local/sbin/hardened-vault-drill";

/**
 * One drill: the newest snapshot, by the clock of S3, is fetched, looked through, restored into a Vault of one node that
 * was made for it, and looked at from inside. Whatever fails says so, is reported, and ends with the machine.
 *
 * The root token of the empty Vault lives in a variable and is worth nothing once the snapshot is in its place.
 */
export function drillProgram(policies: readonly string[], auditDevices: number): NodeFile {
  return systemFile(
    DRILL_PROGRAM,
    `#!/bin/sh
# Restores the newest snapshot into a Vault of its own, and looks at it. usage: hardened-vault-drill [--ended]
# --ended: what systemd calls when the drill is over, however it ended; the machine ends with it.
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts

# report NAME UNIT VALUE
report() {
  aws_call cloudwatch put-metric-data --namespace "$METRICS_NAMESPACE" --metric-name "$1" --unit "$2" --value "$3" ||
    say "the metric $1 could not be reported"
}

if [ "\${1:-}" = --ended ]; then
  [ "\${SERVICE_RESULT:-success}" = success ] || {
    say "the restore drill failed: $SERVICE_RESULT"
    report ${DRILL_METRICS.failure} Count 1
  }
  systemctl poweroff --no-block
  exit 0
fi

# shellcheck source=.${VAULT_API}
. ${VAULT_API}
work=$(mktemp -d ${VAULT_PATHS.data}/drill.XXXXXX)
trap 'rm -rf "$work"' EXIT
snapshot=$work/vault.snap
began=$(uptime_seconds)

say "drill: the newest snapshot"
retry 5 10 aws_call s3api list-objects-v2 --bucket "$SNAPSHOT_BUCKET" --prefix "$CLUSTER_NAME/" --output json \\
  >"$work/list.json" || fail "the drill cannot see what snapshots there are"
jq --exit-status '[.Contents // [] | .[] | select(.Key | endswith(".snap"))] | sort_by(.LastModified) | last // empty' \\
  "$work/list.json" >"$work/newest.json" || fail "there is no snapshot"
key=$(jq --raw-output .Key "$work/newest.json")
[ -n "$key" ] || fail "there is no snapshot"
fetch() {
  timeout 1800 aws --cli-connect-timeout 10 --cli-read-timeout 300 s3api get-object --bucket "$SNAPSHOT_BUCKET" \\
    --key "$key" --checksum-mode ENABLED --output json "$snapshot" >"$work/object.json"
}
retry 3 10 fetch || fail "the snapshot $key could not be fetched"
bytes=$(stat -c %s "$snapshot")
age=$(($(date +%s) - $(date --date "$(jq --raw-output .LastModified "$work/newest.json")" +%s)))
sum=$(jq --raw-output '.Metadata.sha256 // empty' "$work/object.json")
echo "$sum  $snapshot" | sha256sum --check --status || fail "the snapshot $key is damaged: its sum is not the one that it was stored with"
timeout 600 ${VAULT_PATHS.binary} operator raft snapshot inspect -details=false "$snapshot" >/dev/null ||
  fail "the snapshot $key is damaged inside"

say "drill: an empty Vault"
: >${LIFE_MARKS.attempting}
timeout 100 systemctl start vault.service || fail "Vault does not start; can this machine use the seal key?"
answers() {
  vault_api GET sys/init >/dev/null 2>&1
}
is_active() {
  [ "$(health_of "$LOCAL_IPV4")" = 200 ]
}
retry 60 1 answers || fail "Vault does not answer"
answer=$(vault_api PUT sys/init --data '{"recovery_shares": 1, "recovery_threshold": 1}' 2>/dev/null) ||
  fail "Vault refuses to be initialised"
vault_token=$(printf '%s' "$answer" | jq --raw-output .root_token)
answer=
retry 60 1 is_active || fail "Vault does not become active"

# Vault unseals the sums that lie sealed in a snapshot before it takes anything of it.
refused() {
  case $1 in
    *"different autoseal key"*) fail "the snapshot $key is sealed by another key: $1" ;;
    *) fail "the snapshot $key was refused: $1" ;;
  esac
}

say "drill: restore $key, $bytes bytes, $age seconds old"
vault_api POST sys/storage/raft/snapshot --max-time 1800 --upload-file "$snapshot" >"$work/answer" 2>/dev/null ||
  refused "$(jq --raw-output '.errors[0] // empty' "$work/answer" 2>/dev/null | head -c 300)"
rm -f "$snapshot"
vault_token=""
is_restored() {
  is_active && vault_login ${FOUNDATION_ROLES.restoreDrill} 2>/dev/null
}
retry 60 2 is_restored || fail "the restored Vault does not unseal, or knows no role ${FOUNDATION_ROLES.restoreDrill}"

say "drill: look at what was restored"
vault_says sys/seal-status '.sealed == false and .type == "awskms"' ||
  fail "the restored Vault is sealed, or by something else"
vault_says sys/storage/raft/configuration '.data.config.servers | length == 1 and .[0].node_id == env.INSTANCE_ID and .[0].voter' ||
  fail "Raft is not this one voter"
vault_says sys/audit '.data | length >= ${auditDevices}' || fail "audit devices are missing"
for policy in ${policies.join(" ")}; do
  vault_says "sys/policies/acl?list=true" ".data.keys | index(\\"$policy\\") != null" ||
    fail "the policy $policy is missing"
done
life=$(vault_api GET ${CANARY_PATH} | jq --raw-output .data.life) || fail "the canary is missing"
[ "$life" = "$CLUSTER_LIFE" ] || fail "the snapshot $key is of another cluster: its canary says $life"
vault_token=""

seconds=$(($(uptime_seconds) - began))
report ${DRILL_METRICS.seconds} Seconds "$seconds"
report ${DRILL_METRICS.age} Seconds "$age"
report ${DRILL_METRICS.bytes} Bytes "$bytes"
report ${DRILL_METRICS.success} Count 1
say "drill: $key restores; $bytes bytes, $age seconds old, in $seconds seconds"
`,
    0o755,
  );
}
