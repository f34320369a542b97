import { COMMON } from "./node-library";
import { VAULT_PATHS } from "./vault-paths";

/** What to install: version, file and SHA-256. */
export const RELEASE_FILE = "/etc/hardened-vault/release.json";

/** Where an Enterprise licence lies. */
export const LICENSE_FILE = "/etc/vault.d/license.hclic";

/**
 * The step of the entry script that installs Vault: fetched to disk (`/run` is memory, and the binary is large), its
 * SHA-256 checked before anything of it is unpacked, root's and in place at once.
 */
export const INSTALL_RELEASE = `# Vault itself, from the bucket of the deployment, and its licence.
[ -z "$ROOT" ] || exit 0
# shellcheck source=.${COMMON}
. "$staging${COMMON}"
facts
sum=$(jq --raw-output --exit-status .sha256 "$staging${RELEASE_FILE}")
work=$(mktemp -d /var/lib/hardened-vault/release.XXXXXX)
trap 'rm -rf "$work"' EXIT
retry 10 6 aws_call s3api get-object --bucket "$RELEASE_BUCKET" --key "$RELEASE_KEY" "$work/release.zip" >/dev/null ||
  fail "the release could not be fetched from S3"
echo "$sum  $work/release.zip" | sha256sum --check --quiet || fail "the release is not the one that was pinned"
# Unpacked where it stays: it is large, and a copy would cost seconds.
rm -f ${VAULT_PATHS.binary}.new
unzip -p "$work/release.zip" vault >${VAULT_PATHS.binary}.new || fail "the release cannot be unpacked"
chown root:root ${VAULT_PATHS.binary}.new
chmod 0755 ${VAULT_PATHS.binary}.new
mv -f ${VAULT_PATHS.binary}.new ${VAULT_PATHS.binary}

if [ -n "\${LICENSE_SECRET_ARN:-}" ]; then
  umask 077
  retry 10 6 aws_call secretsmanager get-secret-value --secret-id "$LICENSE_SECRET_ARN" --query SecretString \\
    --output text >"$work/license" || fail "the licence could not be fetched"
  install -o root -g vault -m 0640 "$work/license" ${LICENSE_FILE}
fi
`;
