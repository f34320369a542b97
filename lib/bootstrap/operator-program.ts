import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON } from "../host/node-library";
import { LIFE_STORE } from "./life-store";
import { REQUEST_MARK } from "./state-machine";

/** What a person starts through Session Manager's Run Command. */
export const OPERATOR_PROGRAM = "/usr/local/sbin/hardened-vault-initialise";

/** Asks the state machine of this node to initialise, and tells how it ended. Nothing secret is printed. */
export function operatorProgram(): NodeFile {
  return systemFile(
    OPERATOR_PROGRAM,
    `#!/bin/sh
# Asks this node to initialise the cluster, and waits for the outcome.
set -eu
# shellcheck source=.${COMMON}
. ${COMMON}
facts
# shellcheck source=.${LIFE_STORE}
. ${LIFE_STORE}
[ "$INITIALIZATION" = by-operator ] || fail "this cluster initialises itself at its first boot"
mkdir -p /run/hardened-vault
: >${REQUEST_MARK}
trap 'rm -f ${REQUEST_MARK}' EXIT
ends=$(($(uptime_seconds) + 600))
until read_life && [ "$is_committed" = true ]; do
  [ "$(uptime_seconds)" -lt "$ends" ] || fail "nothing was committed within ten minutes: journalctl -t hardened-vault"
  sleep 5
done
# The outcome of the command, as Run Command shows it.
say "committed: attempt $(get_life COMMITTED attempt) of $(get_life COMMITTED node)" 2>&1
`,
    0o755,
  );
}
