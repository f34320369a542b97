import { type NodeFile, systemFile } from "./node-file";

/** Folder of the node's own programs. */
export const LIBRARY = "/usr/local/lib/hardened-vault";

/** What they have in common. */
export const COMMON = `${LIBRARY}/common.sh`;

/** Facts of the instance, from its metadata. */
export const INSTANCE_FACTS = "/etc/hardened-vault/instance.env";

/** Facts that were known when the bundle was rendered. */
export const NODE_SETTINGS = "/etc/hardened-vault/node.env";

/**
 * Functions that the node's scripts share.
 *
 * Whatever fails is said under one tag of the journal and on the console; AWS calls and questions to the metadata end
 * in time; tokens go to curl on its standard input, because arguments are for everybody to read.
 */
export function nodeLibrary(): NodeFile {
  return systemFile(
    COMMON,
    `#!/bin/sh
# Functions that the node's scripts share; to be read with ".".

# Says something under one tag of the journal, and on the console. Never a secret.
say() {
  logger --tag hardened-vault --priority daemon.notice -- "$1" || true
  echo "hardened-vault: $1" 2>/dev/null >/dev/console || true
  echo "hardened-vault: $1" >&2
}

fail() {
  say "FAILED: $1"
  exit 1
}

# Facts as variables, for programs that are started as well: of the deployment, of the bundle, of the instance.
facts() {
  set -a
  for facts_file in /etc/hardened-vault/deployment.env ${NODE_SETTINGS} ${INSTANCE_FACTS}; do
    # shellcheck source=/dev/null
    [ ! -r "$facts_file" ] || . "$facts_file"
  done
  set +a
  export AWS_DEFAULT_REGION="$AWS_REGION" AWS_STS_REGIONAL_ENDPOINTS=regional AWS_PAGER=
  export AWS_METADATA_SERVICE_TIMEOUT=5 AWS_METADATA_SERVICE_NUM_ATTEMPTS=10
}

# aws, but it ends: aws_call SERVICE COMMAND ...
aws_call() {
  timeout 120 aws --cli-connect-timeout 10 --cli-read-timeout 60 "$@"
}

# retry TIMES PAUSE COMMAND ...: until the command succeeds, so often at most.
retry() {
  retry_left=$1
  retry_pause=$2
  shift 2
  until "$@"; do
    retry_left=$((retry_left - 1))
    [ "$retry_left" -gt 0 ] || return 1
    sleep "$retry_pause"
  done
}

# Instance metadata, with a token: metadata PATH. Fails where there is no such path.
metadata() {
  metadata_token=$(curl --silent --fail --max-time 5 --request PUT \\
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token) || return 1
  printf 'header = "X-aws-ec2-metadata-token: %s"\\n' "$metadata_token" |
    curl --silent --fail --max-time 5 --config - "http://169.254.169.254/latest/meta-data/$1"
}

# Seconds since the machine started: a clock that nobody sets.
uptime_seconds() {
  cut -d. -f1 /proc/uptime
}

# complete_hook NAME CONTINUE|ABANDON
complete_hook() {
  aws_call autoscaling complete-lifecycle-action --auto-scaling-group-name "$GROUP_NAME" \\
    --lifecycle-hook-name "$1" --instance-id "$INSTANCE_ID" --lifecycle-action-result "$2" >/dev/null
}

# heartbeat NAME: the hook waits on.
heartbeat() {
  aws_call autoscaling record-lifecycle-action-heartbeat --auto-scaling-group-name "$GROUP_NAME" \\
    --lifecycle-hook-name "$1" --instance-id "$INSTANCE_ID" >/dev/null
}

# A machine that cannot become a node is given back at once; afterwards the group's own limit ends the hook.
abandon_launch() {
  INSTANCE_ID=$(metadata instance-id) || return 0
  complete_hook "$LAUNCH_HOOK" ABANDON || say "the launch hook could not be abandoned; its time limit will end it"
}
`,
  );
}
