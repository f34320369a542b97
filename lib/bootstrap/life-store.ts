import { type NodeFile, systemFile } from "../host/node-file";
import { LIBRARY } from "../host/node-library";

/** Functions on the life of the cluster as S3 keeps it. */
export const LIFE_STORE = `${LIBRARY}/life-store.sh`;

/**
 * The life of a cluster in S3, below `CLUSTER/life/UUID/`:
 *
 * - `attempt-0001`, `attempt-0002` ...: who tries to initialise; each made once, by `If-None-Match: *`
 * - `shares/attempt-0001.json`: the recovery shares, encrypted for their operators; nodes put them and never get them
 * - `COMMITTED`: made once, names the attempt and the node whose cluster it is; nothing else decides
 *
 * S3 is consistent: who lists after a put sees it. The AWS CLI of the distributions does not know the condition yet, so
 * curl signs and puts; credentials go to it on its standard input.
 */
export function lifeStore(): NodeFile {
  return systemFile(
    LIFE_STORE,
    `#!/bin/sh
# Functions on the life of the cluster in S3; to be read with ".", after common.sh and facts.

life="$CLUSTER_NAME/life/$CLUSTER_LIFE"

# What functions leave in variables is used by who reads this file.
# shellcheck disable=SC2034

# Number of the newest attempt into last_attempt (0 for none), and whether the life is committed into is_committed.
read_life() {
  life_keys=$(aws_call s3api list-objects-v2 --bucket "$LIFE_BUCKET" --prefix "$life/" --query 'Contents[].Key' \\
    --output text) || return 1
  last_attempt=0
  is_committed=false
  for life_key in $life_keys; do
    case $life_key in
      "$life/COMMITTED") is_committed=true ;;
      "$life"/attempt-[0-9]*)
        # Four digits, which must not be read as octal.
        life_number=$((1\${life_key##*attempt-} - 10000))
        [ "$life_number" -le "$last_attempt" ] || last_attempt=$life_number ;;
    esac
  done
}

# get_life NAME FIELD: one field of an object.
get_life() {
  life_copy=$(mktemp /run/hardened-vault/life.XXXXXX)
  life_value=
  if aws_call s3api get-object --bucket "$LIFE_BUCKET" --key "$life/$1" "$life_copy" >/dev/null; then
    life_value=$(jq --raw-output --exit-status ".$2" "$life_copy") || life_value=
  fi
  rm -f "$life_copy"
  [ -n "$life_value" ] || return 1
  printf '%s\\n' "$life_value"
}

attempt_name() {
  printf 'attempt-%04d' "$1"
}

# put_once NAME FILE [KEY]: makes an object, encrypted with a key of its own if there is one. Prints made, exists, or
# unknown when nobody knows whether it was made.
put_once() {
  put_domain=$(metadata services/domain) || put_domain=amazonaws.com
  put_role=$(metadata iam/security-credentials/) || { echo unknown; return; }
  case $LIFE_BUCKET in
    *.*) put_url="https://s3.$AWS_REGION.$put_domain/$LIFE_BUCKET" ;;
    *) put_url="https://$LIFE_BUCKET.s3.$AWS_REGION.$put_domain" ;;
  esac
  put_status=$({
    metadata "iam/security-credentials/$put_role" |
      jq --raw-output '"user = \\"\\(.AccessKeyId):\\(.SecretAccessKey)\\"", "header = \\"x-amz-security-token: \\(.Token)\\""'
    printf 'header = "x-amz-content-sha256: %s"\\n' "$(sha256sum "$2" | cut -d' ' -f1)"
    if [ -n "\${3:-}" ]; then
      printf 'header = "x-amz-server-side-encryption: aws:kms"\\n'
      printf 'header = "x-amz-server-side-encryption-aws-kms-key-id: %s"\\n' "$3"
    fi
  } | curl --silent --max-time 30 --config - --aws-sigv4 "aws:amz:$AWS_REGION:s3" --request PUT \\
    --header 'If-None-Match: *' --header 'Content-Type: application/json' --data-binary "@$2" \\
    --output /dev/null --write-out '%{http_code}' "$put_url/$life/$1") || true
  case $put_status in
    200) echo made ;;
    412) echo exists ;;
    *)
      say "S3 answered $put_status to the put of $1"
      echo unknown ;;
  esac
}
`,
  );
}
