import { entryScript } from "../host/entry-script";
import { type NodeFile, systemFile } from "../host/node-file";
import { COMMON } from "../host/node-library";
import { renderUnit } from "../host/unit";
import { VAULT_PATHS } from "../host/vault-paths";
import type { DrillPlan } from "./drill-options";
import { DRILL_PROGRAM, drillProgram } from "./drill-program";

const SERVICE = "hardened-vault-drill.service";

/** What a drill expects to find in what it restored. */
export interface DrillExpectation {
  /** Names of policies. */
  readonly policies: readonly string[];
  /** Number of audit devices. */
  readonly auditDevices: number;
}

/**
 * What a machine for restore drills has beside what every machine has that runs Vault: a certificate that it makes itself
 * and that nobody else believes, the drill, and an end.
 */
export function drillFiles(plan: DrillPlan, expectation: DrillExpectation): readonly NodeFile[] {
  return [
    drillProgram(expectation.policies, expectation.auditDevices),
    systemFile(
      `/etc/systemd/system/${SERVICE}`,
      renderUnit("restores the newest snapshot, looks at it, and ends the machine", {
        Unit: {
          Description: "Restore drill of the Vault cluster",
          Requires: "network-online.target nftables.service",
          After: "network-online.target nftables.service time-sync.target",
          RequiresMountsFor: `${VAULT_PATHS.data} ${VAULT_PATHS.audit}`,
        },
        Service: {
          Type: "oneshot",
          ExecStart: DRILL_PROGRAM,
          ExecStopPost: `${DRILL_PROGRAM} --ended`,
          // The machine's end is counted from its start: five minutes to come here, five to tell how it went.
          TimeoutStartSec: plan.timeLimitSeconds - 600,
          TimeoutStopSec: 180,
          LimitCORE: 0,
          MemorySwapMax: 0,
          UMask: "0077",
          NoNewPrivileges: true,
          ProtectHome: true,
          ProtectSystem: "strict",
          ReadWritePaths: `${VAULT_PATHS.data} /run`,
          PrivateTmp: true,
          ProtectKernelModules: true,
          ProtectKernelTunables: true,
          RestrictAddressFamilies: "AF_INET AF_UNIX",
        },
      }),
    ),
    ...entryScript({ certificate: CERTIFICATE, start: START }),
  ];
}

const CERTIFICATE = `# A certificate of this machine's own, for the hour that it lives; nobody else speaks with it.
[ -z "$ROOT" ] || exit 0
# shellcheck source=.${COMMON}
. "$staging${COMMON}"
facts
umask 077
tls=/etc/vault.d/tls
work=$(mktemp -d /run/hardened-vault-certificate.XXXXXX)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=restore drill" \\
  -addext basicConstraints=critical,CA:TRUE -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null || fail "no authority could be made"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$INSTANCE_ID" \\
  -addext extendedKeyUsage=serverAuth,clientAuth \\
  -addext "subjectAltName=DNS:$DOMAIN_NAME,DNS:localhost,IP:$LOCAL_IPV4,IP:127.0.0.1" \\
  -keyout "$work/key.pem" -out "$work/request.pem" 2>/dev/null || fail "no key and request could be made"
openssl x509 -req -in "$work/request.pem" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \\
  -copy_extensions copy -out "$work/cert.pem" 2>/dev/null || fail "no certificate could be made"
install -o root -g vault -m 0640 "$work/cert.pem" "$work/key.pem" "$work/ca.pem" "$tls"
install -o root -g vault -m 0640 "$work/ca.pem" "$tls/client-ca.pem"
`;

const START = `# The drill; it ends the machine.
[ -z "$ROOT" ] || exit 0
systemctl daemon-reload
systemctl start --no-block ${SERVICE}
`;
