import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON } from "../host/node-library";
import { VAULT_API } from "../host/vault-api";
import { VAULT_PATHS } from "../host/vault-paths";
import { FOUNDATION_ROLES } from "../vault/foundation";
import { SNAPSHOT_METRICS } from "./snapshot-metrics";
import type { SnapshotPlan } from "./snapshot-options";

/** The program that takes a snapshot. */
export const SNAPSHOT_PROGRAM = "/usr/local/sbin/hardened-vault-snapshot";

/** The folder that its unit gives it. */
export const SNAPSHOT_WORK = "/run/hardened-vault-snapshot";

/** S3 takes no more in one request (Amazon S3 user guide, "Uploading objects"). */
const MOST_BYTES = 5 * 2 ** 30;

/**
 * One snapshot: asked of the Vault of this node and only while it leads, because what comes through a standby can be cut
 * short; looked through offline; stored in S3 with the sum that S3 checks and keeps.
 *
 * The token is a batch token of ten minutes that can read this one path. It lives in a variable of the shell.
 */
export function snapshotProgram(plan: SnapshotPlan): NodeFile {
  // The unit ends the program after the whole limit; each part ends earlier, with a reason.
  const part = Math.max(Math.floor(plan.timeLimitSeconds / 3), 20);
  return systemFile(
    SNAPSHOT_PROGRAM,
    `#!/bin/sh
# Takes a snapshot of the cluster if this node leads it. usage: hardened-vault-snapshot [--ended]
# --ended: what systemd calls when the program is over, however it ended.
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts
work=${SNAPSHOT_WORK}
snapshot=$work/vault.snap

clean() {
  rm -f "$snapshot" "$work/inspect.json"
}

# report NAME UNIT VALUE
report() {
  aws_call cloudwatch put-metric-data --namespace "$METRICS_NAMESPACE" --metric-name "$1" --unit "$2" --value "$3" ||
    say "the metric $1 could not be reported"
}

if [ "\${1:-}" = --ended ]; then
  clean
  [ "\${SERVICE_RESULT:-success}" = success ] || {
    say "the snapshot failed: $SERVICE_RESULT"
    report ${SNAPSHOT_METRICS.failure} Count 1
  }
  exit 0
fi

# shellcheck source=.${VAULT_API}
. ${VAULT_API}
trap clean EXIT
clean
began=$(uptime_seconds)

is_leader() {
  vault_says sys/leader .is_self
}

# Whoever is no longer the leader leaves it to the one that is now.
give_up() {
  is_leader || {
    say "no snapshot: this node lost the lead meanwhile ($1)"
    exit 0
  }
  fail "no snapshot: $1"
}

is_leader || {
  echo "this node does not lead the cluster"
  exit 0
}

# A snapshot is never larger than the store, and must not take the room that Raft needs.
df --output=size,used,avail --block-size=512 "$work" | tail -n 1 | {
  read -r size used free
  [ "$free" -gt $((used + size / 10)) ]
} || fail "no snapshot: the volume of the Raft data has too little room"
# Whatever happens meanwhile, a tenth of the volume stays free.
ulimit -f "$(df --output=size,avail --block-size=512 "$work" | tail -n 1 | awk '{ print int($2 - $1 / 10) }')"

vault_login ${FOUNDATION_ROLES.snapshots} || give_up "Vault refused the login"
status=$(vault_api GET sys/storage/raft/snapshot --max-time ${part} --output "$snapshot" --write-out '%{http_code}') ||
  give_up "it could not be saved (status \${status:-unknown})"
vault_token=
# A standby answers with the leader's address and an empty file.
[ "$status" = 200 ] || give_up "Vault answered $status"
timeout ${part} ${VAULT_PATHS.binary} operator raft snapshot inspect -details=false -format=json "$snapshot" >"$work/inspect.json" ||
  give_up "what was saved is damaged"
bytes=$(stat -c %s "$snapshot")
[ "$bytes" -le ${MOST_BYTES} ] || fail "no snapshot: $bytes bytes are more than S3 takes in one request"
sum=$(sha256sum "$snapshot" | cut -d' ' -f1)

key="$CLUSTER_NAME/$(date --utc +%Y%m%dT%H%M%SZ)-$INSTANCE_ID.snap"
upload() {
  timeout ${part} aws --cli-connect-timeout 10 --cli-read-timeout 300 s3api put-object --bucket "$SNAPSHOT_BUCKET" --key "$key" \\
    --body "$snapshot" --checksum-sha256 "$(openssl dgst -sha256 -binary "$snapshot" | base64)" \\
    --metadata "sha256=$sum,life=$CLUSTER_LIFE,node=$INSTANCE_ID" >/dev/null
}
retry 3 10 upload || fail "no snapshot: S3 did not take it"

seconds=$(($(uptime_seconds) - began))
say "snapshot $key: $bytes bytes in $seconds seconds, SHA-256 $sum"
report ${SNAPSHOT_METRICS.bytes} Bytes "$bytes"
report ${SNAPSHOT_METRICS.seconds} Seconds "$seconds"
report ${SNAPSHOT_METRICS.success} Count 1
`,
    0o755,
  );
}
