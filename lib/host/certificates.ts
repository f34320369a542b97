import { type NodeFile, systemFile } from "./node-file";
import { COMMON } from "./node-library";
import { renderUnit } from "./unit";

/** The program that obtains, renews and swaps the node's certificate. */
const PROGRAM = "/usr/local/sbin/hardened-vault-certificate";

/** Where the certificates come from; written by the cluster, without secrets. */
const SETTINGS = "/etc/hardened-vault/certificates.json";

const SERVICE = "hardened-vault-certificate.service";
const TIMER = "hardened-vault-certificate.timer";

/**
 * The node's certificate: obtained at boot, renewed by a timer, checked before it is used and on the wire afterwards.
 *
 * Certificate, key and authority change together, by one rename of a link; what fails a check never takes their place.
 */
export function certificates(): readonly NodeFile[] {
  return [
    systemFile(PROGRAM, RENEW, 0o755),
    systemFile(
      `/etc/systemd/system/${SERVICE}`,
      renderUnit("renews the node's certificate when a third of its life is over", {
        Unit: {
          Description: "Certificate of the Vault node",
          Requires: "network-online.target",
          After: "network-online.target nftables.service time-sync.target",
        },
        Service: {
          Type: "oneshot",
          ExecStart: PROGRAM,
          TimeoutStartSec: 600,
          LimitCORE: 0,
          UMask: "0077",
          NoNewPrivileges: true,
          ProtectHome: true,
          ProtectSystem: "strict",
          ReadWritePaths: "/etc/vault.d/tls /run",
          PrivateTmp: true,
          ProtectKernelModules: true,
          ProtectKernelTunables: true,
          RestrictAddressFamilies: "AF_INET AF_UNIX",
        },
      }),
    ),
    systemFile(
      `/etc/systemd/system/${TIMER}`,
      renderUnit("often enough that a refusal can be mended long before the old certificate ends", {
        Unit: { Description: "Renewal of the certificate of the Vault node" },
        Timer: { OnCalendar: "*-*-* 00/6:00", RandomizedDelaySec: 3600, Persistent: true },
        Install: { WantedBy: "timers.target" },
      }),
    ),
  ];
}

/** The step of the entry script: no Vault without a certificate that passed every check. */
export const OBTAIN_CERTIFICATE = `# The node's own certificate; from here on a timer renews it.
[ -z "$ROOT" ] || exit 0
${PROGRAM} --first
systemctl enable --no-reload --now ${TIMER}
`;

const RENEW = `#!/bin/sh
# Obtains or renews the certificate of this node. usage: hardened-vault-certificate [--now|--first]
# Without --now, only when there is none or a third of its life is over. With --first nothing is reported: the boot waits.
set -eu
umask 077
# shellcheck source=.${COMMON}
. ${COMMON}
facts

tls=/etc/vault.d/tls
origin=$(jq --raw-output .source ${SETTINGS})
mkdir -p /run/hardened-vault
# Keys in memory only until they are in their place.
work=$(mktemp -d /run/hardened-vault/certificate.XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$work"

seconds_of() {
  date --date "$(openssl x509 -in "$1" -noout "-$2" | cut -d= -f2)" +%s
}

is_due() {
  [ -s "$tls/current/cert.pem" ] || return 0
  since=$(seconds_of "$tls/current/cert.pem" startdate)
  until=$(seconds_of "$tls/current/cert.pem" enddate)
  [ "$(date +%s)" -ge $((since + (until - since) / 3)) ]
}

report_days_left() {
  [ "\${1:-}" != --first ] || return 0
  days=$((($(seconds_of "$tls/current/cert.pem" enddate) - $(date +%s)) / 86400))
  aws_call cloudwatch put-metric-data --namespace "$METRICS_NAMESPACE" --metric-name CertificateDaysLeft \\
    --dimensions "InstanceId=$INSTANCE_ID" --value "$days" || say "the certificate's days could not be reported"
}

# Leaves leaf.pem, key.pem and chain.pem, the authority's certificate among the last.
from_private_ca() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem \\
    -subj "/CN=$INSTANCE_ID" -addext extendedKeyUsage=serverAuth,clientAuth \\
    -addext "subjectAltName=DNS:$DOMAIN_NAME,DNS:localhost,IP:$LOCAL_IPV4,IP:127.0.0.1" 2>openssl.log ||
    fail "no key and request could be made"
  retry 10 6 aws_call acm-pca get-certificate-authority-certificate \\
    --certificate-authority-arn "$CERTIFICATE_AUTHORITY_ARN" --output json >authority.json ||
    fail "the certificate of the authority could not be fetched"
  jq --raw-output '.Certificate, (.CertificateChain // empty)' authority.json >chain.pem
  # An authority signs with the kind of key that it has.
  if openssl x509 -in chain.pem -noout -text | grep -q 'Public Key Algorithm: id-ecPublicKey'; then
    algorithm=SHA256WITHECDSA
  else
    algorithm=SHA256WITHRSA
  fi
  issued=$(retry 10 6 aws_call acm-pca issue-certificate --certificate-authority-arn "$CERTIFICATE_AUTHORITY_ARN" \\
    --csr fileb://request.pem --signing-algorithm "$algorithm" \\
    --template-arn "$(jq --raw-output .templateArn ${SETTINGS})" \\
    --validity "Value=$(jq .validityDays ${SETTINGS}),Type=DAYS" --query CertificateArn --output text) ||
    fail "the authority issued no certificate"
  retry 20 3 aws_call acm-pca get-certificate --certificate-authority-arn "$CERTIFICATE_AUTHORITY_ARN" \\
    --certificate-arn "$issued" --output json >issued.json || fail "the issued certificate could not be fetched"
  jq --raw-output .Certificate issued.json >leaf.pem
}

from_secrets_manager() {
  retry 10 6 aws_call secretsmanager get-secret-value --secret-id "$CERTIFICATE_SECRET_ARN" --query SecretString \\
    --output text >secret.json || fail "the secret with the certificate could not be fetched"
  for field in certificate private_key ca_chain; do
    jq --exit-status --raw-output ".$field | strings" secret.json >"$field.pem" 2>/dev/null ||
      fail "the secret with the certificate has no text named $field"
  done
  mv private_key.pem key.pem
  # Leaf first, intermediates behind it, as usual.
  openssl x509 -in certificate.pem -out leaf.pem 2>openssl.log || fail "the secret holds no certificate"
  cat certificate.pem ca_chain.pem >chain.pem
}

# Makes cert.pem (the leaf and what leads to a root) and ca.pem (the authority that signed the leaf, and no other).
assemble() {
  awk '/-----BEGIN CERTIFICATE-----/ { n++ } n { print > ("chain-" n ".pem") }' chain.pem
  cp leaf.pem cert.pem
  for one in chain-*.pem; do
    # The certificate alone, without text around it.
    openssl x509 -in "$one" -out one.pem 2>openssl.log || fail "the chain holds something that is no certificate"
    mv one.pem "$one"
    [ "$(fingerprint_of "$one")" != "$(fingerprint_of leaf.pem)" ] || continue
    if [ ! -e ca.pem ] && openssl verify -partial_chain -trusted "$one" leaf.pem >/dev/null 2>&1; then
      cp "$one" ca.pem
    fi
    if [ "$(openssl x509 -in "$one" -noout -subject | cut -d= -f2-)" != \\
      "$(openssl x509 -in "$one" -noout -issuer | cut -d= -f2-)" ]; then
      cat "$one" >>cert.pem
    fi
  done
  openssl x509 -in leaf.pem -noout -checkend 0 >/dev/null ||
    fail "the new certificate has expired: it was good until $(openssl x509 -in leaf.pem -noout -enddate | cut -d= -f2)"
  [ -e ca.pem ] || fail "no authority of the chain has signed the new certificate, or it is not valid yet"
}

fingerprint_of() {
  openssl x509 -in "$1" -noout -fingerprint -sha256 2>/dev/null
}

# Whatever fails here never takes the place of what works.
verify() {
  [ "$(openssl x509 -in leaf.pem -noout -pubkey)" = "$(openssl pkey -in key.pem -pubout 2>/dev/null)" ] ||
    fail "the key does not belong to the new certificate"
  for purpose in sslserver sslclient; do
    openssl verify -partial_chain -CAfile ca.pem -purpose "$purpose" -auth_level 2 leaf.pem >openssl.log 2>&1 ||
      fail "the new certificate is no good as $purpose: $(grep -m 1 error openssl.log || true)"
  done
  openssl verify -partial_chain -CAfile ca.pem -verify_hostname "$DOMAIN_NAME" leaf.pem >/dev/null 2>&1 ||
    fail "the new certificate does not carry the name $DOMAIN_NAME"
  # One certificate for all nodes cannot know their addresses.
  if [ "$origin" = private-ca ]; then
    openssl verify -partial_chain -CAfile ca.pem -verify_ip "$LOCAL_IPV4" leaf.pem >/dev/null 2>&1 ||
      fail "the new certificate does not carry the address $LOCAL_IPV4"
  fi
  openssl x509 -in leaf.pem -noout -checkend 3600 >/dev/null || fail "the new certificate ends within the hour"
}

point_to() {
  ln -sfn "versions/$1" "$tls/current.new"
  mv -T "$tls/current.new" "$tls/current"
}

put_in_place() {
  version=$(fingerprint_of leaf.pem | cut -d= -f2 | tr -d :)
  install -d -o root -g vault -m 0750 "$tls/versions" "$tls/versions/$version"
  install -o root -g vault -m 0640 cert.pem key.pem ca.pem "$tls/versions/$version"
  previous=$(readlink "$tls/current" || true)
  point_to "$version"
  for file in cert.pem key.pem ca.pem; do
    [ -L "$tls/$file" ] || ln -s "current/$file" "$tls/$file"
  done
}

# The nodes are each other's clients: their authority stands behind those that were declared.
admit_own_authority() {
  [ -e "$tls/client-ca.pem" ] || return 0
  {
    sed '/^# the authority of the nodes/,$d' "$tls/client-ca.pem"
    echo "# the authority of the nodes"
    cat ca.pem
  } >clients.pem
  cmp -s clients.pem "$tls/client-ca.pem" && return 0
  install -o root -g vault -m 0640 clients.pem "$tls/client-ca.pem.new"
  mv -f "$tls/client-ca.pem.new" "$tls/client-ca.pem"
  if systemctl --quiet is-active vault.service; then
    say "the authority of the nodes has changed: Vault admits it after a restart, so roll the nodes"
  fi
}

is_served() {
  [ "$(openssl s_client -connect "$LOCAL_IPV4:8200" -servername "$DOMAIN_NAME" -cert "$tls/cert.pem" \\
    -key "$tls/key.pem" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 2>/dev/null)" = \\
    "$(fingerprint_of leaf.pem)" ]
}

serve() {
  systemctl --quiet is-active vault.service || return 0
  # Whether it worked is seen on the wire, not believed.
  systemctl reload vault.service || say "Vault could not be told of its new certificate"
  retry 10 1 is_served && return 0
  [ -z "$previous" ] || point_to "\${previous#versions/}"
  systemctl reload vault.service || say "Vault could not be told of its old certificate"
  fail "ALARM: Vault does not serve the new certificate; the old one is back"
}

if [ "\${1:-}" != --now ] && [ "$origin" = private-ca ] && ! is_due; then
  report_days_left "\${1:-}"
  exit 0
fi
case $origin in
  private-ca) from_private_ca ;;
  secrets-manager) from_secrets_manager ;;
  *) fail "certificates come from an unknown source: $origin" ;;
esac
if [ -e "$tls/current/cert.pem" ] && [ "$(fingerprint_of leaf.pem)" = "$(fingerprint_of "$tls/current/cert.pem")" ]; then
  report_days_left "\${1:-}"
  exit 0
fi
assemble
verify
put_in_place
admit_own_authority
serve
for old in "$tls"/versions/*; do
  case $old in *"/$version" | *"/\${previous#versions/}") ;; *) rm -rf "$old" ;; esac
done
say "the certificate is in place until $(openssl x509 -in leaf.pem -noout -enddate | cut -d= -f2)"
report_days_left "\${1:-}"
`;
