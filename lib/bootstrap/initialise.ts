import { LIFE_MARKS } from "../host/life-marks";
import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON, LIBRARY } from "../host/node-library";
import { VAULT_API } from "../host/vault-api";
import { LIFE_STORE } from "./life-store";

/** The program that makes one attempt. */
export const INITIALISE = `${LIBRARY}/initialise`;

/** The operators' public keys and the threshold. */
export const OPERATORS_FILE = "/etc/hardened-vault/operators.json";

/** What the first boot makes in Vault: a list of requests. */
export const FIRST_BOOT_FILE = "/etc/hardened-vault/first-boot.json";

/**
 * One attempt to initialise the cluster, from an empty store to `COMMITTED`.
 *
 * Each step is said before it begins (`step NAME`), so that the journal tells where an attempt ended. The attempt looks
 * before each step whether its lease still holds. The root token lives in a variable of this one process. Whatever
 * fails, or ends the process, leaves a store that nobody ever joins: who called wipes it.
 */
export function initialise(): NodeFile {
  return systemFile(
    INITIALISE,
    `#!/bin/sh
# One attempt to initialise the cluster. usage: initialise NUMBER BEGAN   (seconds since the machine started)
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts
# shellcheck source=.${VAULT_API}
. ${VAULT_API}
# shellcheck source=.${LIFE_STORE}
. ${LIFE_STORE}
number=$1
began=$2
work=$(mktemp -d /run/hardened-vault/initialise.XXXXXX)
trap 'rm -rf "$work"' EXIT

# step NAME: says it, and goes on only while the lease holds; one that is nearly over counts as over. Until then nobody
# else begins an attempt, so S3 need not be asked. Whether this attempt counts is decided at the end, by COMMITTED.
step() {
  [ $(($(uptime_seconds) - began)) -lt $((LEASE_SECONDS - 15)) ] || fail "attempt $number: the lease is over"
  say "attempt $number: step $1"
}

is_initialised() {
  vault_says sys/init .initialized
}
answers() {
  vault_api GET sys/init >/dev/null 2>&1
}
is_active() {
  [ "$(health_of "$LOCAL_IPV4")" = 200 ]
}

step start
close_api
: >${LIFE_MARKS.attempting}
timeout 100 systemctl start vault.service || fail "attempt $number: Vault does not start"
retry 60 1 answers || fail "attempt $number: Vault does not answer"
if is_initialised; then fail "attempt $number: Vault is initialised already"; fi

step initialise
jq '{recovery_shares: (.keys | length), recovery_threshold: .threshold, recovery_pgp_keys: [.keys[].publicKey]}' \\
  ${OPERATORS_FILE} >"$work/init.json"
answer=$(vault_api PUT sys/init --data-binary "@$work/init.json" 2>/dev/null) || fail "attempt $number: Vault refuses to be initialised"
vault_token=$(printf '%s' "$answer" | jq --raw-output .root_token)
printf '%s' "$answer" | jq --arg node "$INSTANCE_ID" --argjson attempt "$number" --slurpfile operators ${OPERATORS_FILE} \\
  '{attempt: $attempt, node: $node, threshold: $operators[0].threshold,
    shares: [.recovery_keys_base64, $operators[0].keys] | transpose | map({fingerprint: .[1].fingerprint, share: .[0]})}' \\
  >"$work/shares.json"
answer=
retry 60 1 is_active || fail "attempt $number: Vault does not become active"

step shares
stored=$(put_once "shares/$(attempt_name "$number").json" "$work/shares.json" "$SHARES_KEY_ARN")
[ "$stored" = made ] || fail "attempt $number: the recovery shares could not be stored"

# Audit devices first: what follows is in both.
count=$(jq length ${FIRST_BOOT_FILE})
index=0
previous=
while [ "$index" -lt "$count" ]; do
  name=$(jq --raw-output ".[$index].step" ${FIRST_BOOT_FILE})
  if [ "$name" != "$previous" ]; then step "$name"; fi
  previous=$name
  # Marks become facts; the names in braces are jq's.
  # shellcheck disable=SC2016
  jq --argjson index "$index" '.[$index].body | walk(if type == "string"
    then gsub("@(?<fact>[A-Z][A-Z0-9_]*)@"; env[.fact] // error("the fact " + .fact + " is missing"))
    else . end)' ${FIRST_BOOT_FILE} >"$work/body.json" || fail "attempt $number: a fact of $name is missing"
  path=$(jq --raw-output ".[$index].path" ${FIRST_BOOT_FILE})
  vault_api "$(jq --raw-output ".[$index].method" ${FIRST_BOOT_FILE})" "$path" --data-binary "@$work/body.json" >"$work/answer" ||
    fail "attempt $number: $path was refused: $(jq --raw-output '.errors[0] // empty' "$work/answer" 2>/dev/null || true)"
  index=$((index + 1))
done

step tokens
[ "$(vault_api LIST auth/token/accessors | jq '.data.keys | length')" -eq 1 ] ||
  fail "attempt $number: there are tokens beside the root token"

step revoke
vault_api POST auth/token/revoke-self >/dev/null || fail "attempt $number: the root token was not revoked"

step verify
refused=$(vault_api GET auth/token/lookup-self --output /dev/null --write-out '%{http_code}' 2>/dev/null) || true
vault_token=
[ "$refused" = 403 ] || fail "attempt $number: the root token still answers with $refused"

step commit
jq --null-input --arg node "$INSTANCE_ID" --argjson attempt "$number" '{attempt: $attempt, node: $node}' >"$work/committed.json"
# An answer that was lost is asked for again, until S3 says that the object is there; then what it says decides.
is_decided() {
  case $(put_once COMMITTED "$work/committed.json") in made | exists) return 0 ;; *) return 1 ;; esac
}
retry 10 3 is_decided || fail "attempt $number: nobody can tell whether it was committed"
winner=$(retry 10 3 get_life COMMITTED node) || fail "attempt $number: COMMITTED cannot be read"
committed=$(retry 10 3 get_life COMMITTED attempt) || fail "attempt $number: COMMITTED cannot be read"
[ "$winner $committed" = "$INSTANCE_ID $number" ] || fail "attempt $number: attempt $committed of $winner was committed"
say "attempt $number: committed"
`,
    0o755,
  );
}
