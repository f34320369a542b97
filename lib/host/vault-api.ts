import { FOUNDATION_ROLES } from "../vault/foundation";
import { type NodeFile, systemFile } from "./node-file";
import { LIBRARY } from "./node-library";
import { VAULT_PATHS } from "./vault-paths";

/** Functions to speak with the Vault of this node. */
export const VAULT_API = `${LIBRARY}/vault-api.sh`;

/** Lets a unit of the node show the node's certificate, without reading Vault's own folder. */
export const NODE_CREDENTIALS = ["cert.pem", "key.pem", "ca.pem"].map(
  (file) => `${file}:/etc/vault.d/tls/${file}`,
);

/**
 * Functions to speak with Vault from a shell: with the node's certificate, by its name, at its address. A token goes to
 * curl on its standard input, out of a variable of the shell: never an argument, a file, the environment of a program.
 */
export function vaultApi(): NodeFile {
  return systemFile(
    VAULT_API,
    `#!/bin/sh
# Functions to speak with Vault; to be read with ".", after common.sh and facts.

certificates=\${CREDENTIALS_DIRECTORY:-/etc/vault.d/tls}
# The one token that requests carry; empty for none.
vault_token=

# vault_at ADDRESS METHOD PATH [curl options]: prints the answer; fails for each status of 400 and more.
vault_at() {
  vault_address=$1
  vault_method=$2
  vault_path=$3
  shift 3
  if [ -n "$vault_token" ]; then printf 'header = "X-Vault-Token: %s"\\n' "$vault_token"; fi |
    curl --silent --show-error --fail-with-body --max-time 60 --config - --request "$vault_method" \\
      --connect-to "$DOMAIN_NAME:8200:$vault_address:8200" --cacert "$certificates/ca.pem" \\
      --cert "$certificates/cert.pem" --key "$certificates/key.pem" "$@" "https://$DOMAIN_NAME:8200/v1/$vault_path"
}

# vault_api METHOD PATH [curl options]: the Vault of this node.
vault_api() {
  vault_at "$LOCAL_IPV4" "$@"
}

# vault_says PATH FILTER: whether the answer of this node's Vault makes a filter true. By the words that jq says: before 1.7
# it calls no input at all a success.
vault_says() {
  [ "$(vault_api GET "$1" 2>/dev/null | jq --raw-output "$2" 2>/dev/null)" = true ]
}

# Status of a node's health: 200 active, 429 standby, 501 not initialised, 503 sealed, 000 no answer.
health_of() {
  vault_at "$1" GET sys/health --output /dev/null --write-out '%{http_code}' --max-time 5 2>/dev/null || true
}

is_member() {
  case $(health_of "$LOCAL_IPV4") in 200 | 429 | 473) return 0 ;; *) return 1 ;; esac
}

# vault_login ROLE: a token of the AWS auth method, with the role of this instance, into vault_token.
vault_login() {
  vault_token=$(
    VAULT_ADDR="https://$LOCAL_IPV4:8200" VAULT_TLS_SERVER_NAME="$DOMAIN_NAME" VAULT_CACERT="$certificates/ca.pem" \\
      VAULT_CLIENT_CERT="$certificates/cert.pem" VAULT_CLIENT_KEY="$certificates/key.pem" VAULT_CLIENT_TIMEOUT=30s \\
      timeout 60 ${VAULT_PATHS.binary} login -method=aws -no-store -token-only \\
      region="$AWS_REGION" header_value="$DOMAIN_NAME" role="$1"
  )
}

# Whether Raft counts on this node: a voter that autopilot has seen healthy for a while.
is_stable_voter() {
  vault_login ${FOUNDATION_ROLES.nodeLifecycle} || return 1
  vault_says sys/storage/raft/autopilot/state '(.data.voters | index(env.INSTANCE_ID) != null) and .data.servers[env.INSTANCE_ID].healthy'
}

# Port 8200 of this node, for peers and clients; the firewall loads with it closed.
close_api() {
  nft add element inet hardened_vault closed_ports '{ 8200 }'
}
open_api() {
  nft flush set inet hardened_vault closed_ports
}
`,
  );
}
