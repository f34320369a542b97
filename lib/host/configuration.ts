import { COMMON } from "./node-library";
import { VAULT_PATHS } from "./vault-paths";

/** The step of the entry script that fills the facts into Vault's configuration; a fact that is missing ends the boot. */
export const COMPLETE_CONFIGURATION = `# Marks such as @LOCAL_IPV4@ become facts of the deployment and of this instance.
[ -z "$ROOT" ] || exit 0
# shellcheck source=.${COMMON}
. "$staging${COMMON}"
facts
umask 077
complete=$(mktemp /var/lib/hardened-vault/configuration.XXXXXX)
trap 'rm -f "$complete"' EXIT
# The names in braces are jq's.
# shellcheck disable=SC2016
jq 'walk(if type == "string"
  then gsub("@(?<fact>[A-Z][A-Z0-9_]*)@"; env[.fact] // error("the fact " + .fact + " is missing"))
  else . end)' "$staging${VAULT_PATHS.configuration}" >"$complete" || fail "Vault's configuration cannot be completed"
install -o root -g vault -m 0640 "$complete" ${VAULT_PATHS.configuration}.new
mv -f ${VAULT_PATHS.configuration}.new ${VAULT_PATHS.configuration}
`;
