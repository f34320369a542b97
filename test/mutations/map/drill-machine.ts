import { becomes, followedBy, overridden, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const UNIT = "drill:/etc/systemd/system/hardened-vault-drill.service";
const PROGRAM = "drill:/usr/local/sbin/hardened-vault-drill";
const CERTIFICATE = "drill:/usr/local/lib/hardened-vault/steps.d/75-certificate.sh";
const START = "drill:/usr/local/lib/hardened-vault/steps.d/90-start.sh";
const LIST = "drill:/etc/hardened-vault/files.list";
const FILTER = "drill:/etc/nftables.conf";
const SERVER = "drill:/etc/vault.d/vault.json";
const FACTS = "drill:/etc/hardened-vault/node.env";
const USER_DATA = "drill:user-data.sh";

const NOBODY = "security group and packet filter let nobody in, which is guarded";
const LOOK = "one look of several; that a secret came back, and is the one of this cluster, is guarded";
const STEP = "a step of a program; whether it does its work is seen on machines that boot";

/** A file of the list that a machine installs its files by. */
const LISTED = guarded("HOST-05", withText(/^\d+/, "0666"), withText(/^(\d+) root/, "$1 vault"), removed);

/** What only the machine for restore drills has, and what is otherwise there than on a node. */
export const DRILL_MACHINE: MutationMap = {
  [`${USER_DATA} shutdown -P +60`]: guarded(
    "BKP-06",
    removed,
    becomes(
      "# shutdown -P +60",
      "shutdown -P +6000",
      "shutdown -P 23:59",
      "shutdown -r +60",
      "shutdown -H +60",
      "shutdown -k +60",
      "(sleep 60; shutdown -P +60) &",
      "[ -e /run/keep ] || shutdown -P +60",
    ),
    followedBy("shutdown -c", "shutdown -P +6000", "systemctl mask poweroff.target"),
  ),
  [`${USER_DATA} shutdown -P now`]: irrelevant("a machine that came to nothing ends with its time"),
  [`${USER_DATA} timeout 60 aws cloudwatch *`]: irrelevant("without the failure, the silence is told"),
  [`${USER_DATA} until aws s3api get-object*`]: guarded(
    "TLS-06",
    withText("--bucket '${", "--no-verify-ssl --bucket '${"),
  ),
  [`${USER_DATA} *sha256sum*`]: guarded(
    "SUP-02",
    removed,
    withText(/ \| sha256sum.*/, ""),
    withText(/\|\| fail.*/, "|| true"),
    withText(/"[0-9a-f]{64}/, '"$(sha256sum $staging/bundle.tar | cut -d" " -f1)'),
  ),

  [`${LIST} * /etc/systemd/system/hardened-vault-drill.service`]: LISTED,
  [`${LIST} * /usr/local/sbin/hardened-vault-drill`]: LISTED,
  [`${FACTS} GROUP_NAME=*`]: irrelevant("which group is asked for peers; nobody looks for some here"),
  [`${FACTS} METRICS_NAMESPACE=*`]: irrelevant(
    "where metrics go; reported elsewhere, the alarm on silence rises",
  ),
  [`${FACTS} INITIALIZATION=*`]: irrelevant("no program on this machine asks; the drill always begins anew"),
  [`${FACTS} LEASE_SECONDS=*`]: irrelevant("nobody holds a lease: one machine, and a Vault of its own"),

  [`${SERVER} listener.0.tcp.tls_require_and_verify_client_cert`]: irrelevant(NOBODY),
  [`${SERVER} listener.0.tcp.tls_client_ca_file`]: irrelevant(NOBODY),
  "drill:/etc/systemd/system/vault.service Service.ExecReload": irrelevant(
    "the certificate is for two days, and the machine for an hour: none is renewed",
  ),

  [`${FILTER} : elements = *`]: irrelevant(NOBODY),
  [`${FILTER} incoming: iif != lo tcp dport @closed_ports*`]: irrelevant(NOBODY),
  [`${FILTER} incoming: iif lo accept`]: [
    ...guarded("NET-08", withText("iif lo ", ""), followedBy("accept", "tcp dport 22 accept")),
    ...guarded(
      "BKP-06",
      followedBy(
        "ip saddr 10.20.0.0/16 tcp dport 8200 accept",
        "ip saddr 10.64.0.0/24 tcp dport { 8200, 8201 } accept",
      ),
    ),
  ],
  [`${FILTER} outgoing: ip daddr 169.254.169.254*`]: guarded(
    "NET-08",
    withText("meta skuid { root, vault, cwagent } ", ""),
    withText("cwagent }", "cwagent, nobody }"),
  ),
  [`${FILTER} outgoing: ip daddr*tcp dport 443*`]: guarded("NET-08", withText(/ip daddr \{[^}]*\} /, "")),
  [`${FILTER} outgoing: tcp dport 443 meta skuid*`]: [
    ...guarded(
      "NET-08",
      withText("meta skuid { root } ", ""),
      withText("tcp dport 443 ", ""),
      withText("{ root }", "{ root, vault }"),
      withText("{ root }", "{ root, vaultsnap }"),
    ),
    ...guarded(
      "BKP-06",
      followedBy(
        'ip daddr 10.40.8.0/24 tcp dport 5432 meta skuid vault accept comment "database"',
        'ip daddr { 10.64.0.0/24, 10.64.1.0/24 } tcp dport 8200 meta skuid root accept comment "nodes"',
      ),
    ),
  ],

  [`${CERTIFICATE} umask 077`]: irrelevant("the folder of mktemp is root's alone"),
  [`${CERTIFICATE} install * "$work/key.pem" *`]: guarded(
    "HOST-05",
    withText("0640", "0644"),
    withText("0640", "0666"),
    withText("-g vault", "-g users"),
    withText("-g vault", "-g vaultlog"),
  ),
  [`${CERTIFICATE} install * "$tls/client-ca.pem"`]: irrelevant("certificates are public"),
  [`${CERTIFICATE} *`]: irrelevant("how a certificate is made that nobody else believes"),

  [`${START} systemctl start *`]: guarded(
    "BKP-06",
    removed,
    becomes("systemctl start --no-block vault.service"),
  ),

  [`${UNIT} (owner)`]: guarded("HOST-05", becomes("vault", "nobody")),
  [`${UNIT} (group)`]: irrelevant("the group may read, as everybody may"),
  [`${UNIT} (mode)`]: [
    ...guarded("HOST-10", removed),
    ...guarded("HOST-05", becomes(0o666, 0o777)),
    ...guarded("BKP-06", removed),
  ],
  [`${UNIT} Unit.Description`]: irrelevant("people read it"),
  [`${UNIT} Unit.Requires`]: irrelevant("Vault's own unit requires the packet filter, which is guarded"),
  [`${UNIT} Unit.After`]: irrelevant("Vault's own unit waits for the packet filter, which is guarded"),
  [`${UNIT} Unit.RequiresMountsFor`]: irrelevant("without its volumes Vault does not start"),
  [`${UNIT} Service.Type`]: guarded("BKP-06", removed, becomes("simple", "exec")),
  [`${UNIT} Service.ExecStart`]: guarded("BKP-06", removed, becomes("/bin/true"), withText(/^/, "-")),
  [`${UNIT} Service.ExecStopPost`]: guarded("BKP-06", removed, becomes("/bin/true"), overridden("")),
  [`${UNIT} Service.TimeoutStartSec`]: guarded(
    "BKP-06",
    removed,
    becomes("infinity", "0", "3d"),
    overridden("infinity"),
    followedBy("TimeoutStartSec=infinity"),
  ),
  [`${UNIT} Service.TimeoutStopSec`]: irrelevant(
    "how long telling its end may take; the machine ends anyway",
  ),
  [`${UNIT} Service.LimitCORE`]: guarded("HOST-04", removed, overridden("infinity")),
  [`${UNIT} Service.MemorySwapMax`]: irrelevant("there is no swap on this machine, which is guarded"),
  [`${UNIT} Service.UMask`]: guarded("HOST-04", removed, overridden("0022")),
  [`${UNIT} Service.RestrictAddressFamilies`]: guarded("HOST-04", removed, overridden("")),
  [`${UNIT} Service.NoNewPrivileges`]: guarded("HOST-04", removed, overridden("no")),
  [`${UNIT} Service.ProtectHome`]: guarded("HOST-04", removed, overridden("no")),
  [`${UNIT} Service.ProtectSystem`]: guarded("HOST-04", removed, becomes("full"), overridden("no")),
  [`${UNIT} Service.PrivateTmp`]: guarded("HOST-04", removed, overridden("no")),
  [`${UNIT} Service.ProtectKernelModules`]: guarded("HOST-04", removed, overridden("no")),
  [`${UNIT} Service.ProtectKernelTunables`]: guarded("HOST-04", removed, overridden("no")),
  [`${UNIT} Service.ReadWritePaths`]: irrelevant(
    "a program of root's that ends with its machine; what nobody may change is what Vault may not, which is guarded",
  ),

  [`${PROGRAM} (owner)`]: guarded("HOST-05", becomes("vault", "nobody")),
  [`${PROGRAM} (group)`]: irrelevant("the group may read, as everybody may"),
  [`${PROGRAM} (mode)`]: [
    ...guarded("BKP-06", removed),
    ...guarded("HOST-05", becomes(0o777, 0o775, 0o4755)),
  ],
  [`${PROGRAM} set -eu`]: [
    ...guarded("TOK-02", becomes("set -eux"), followedBy("set -x", "set -o xtrace")),
    ...guarded("SEAL-02", becomes("set -eux")),
  ],
  [`${PROGRAM} umask 077`]: irrelevant(
    "the folder of mktemp is root's alone, and the unit's own umask is guarded",
  ),
  [`${PROGRAM} trap 'rm -rf "$work"' EXIT`]: irrelevant(
    "what lies there only the seal key opens, and it goes with its volume, which is guarded",
  ),
  [`${PROGRAM} systemctl poweroff --no-block`]: guarded(
    "BKP-06",
    removed,
    becomes("systemctl reboot", "true"),
  ),
  [`${PROGRAM} report RestoreTestFailure Count 1`]: guarded(
    "BKP-06",
    removed,
    withText("RestoreTestFailure", "RestoreTestOther"),
  ),
  [`${PROGRAM} echo "$sum *`]: guarded(
    "BKP-06",
    removed,
    withText(/\|\| fail .*/, "|| true"),
    withText(/\|\| fail .*/, "|| say damaged"),
    withText("sha256sum --check --status", "cat"),
  ),
  [`${PROGRAM} answer=$(vault_api PUT sys/init*`]: guarded(
    "TOK-02",
    removed,
    withText("2>/dev/null", "| tee /root/init.json"),
    withText("2>/dev/null", "| tee /dev/console"),
    withText(
      "answer=$(vault_api PUT sys/init",
      "vault_api PUT sys/init >/root/init.json; answer=$(vault_api GET sys/init",
    ),
  ),
  [`${PROGRAM} vault_token=$(printf*`]: guarded(
    "TOK-02",
    withText("printf '%s' \"$answer\" |", 'echo "$answer" >/root/a; printf \'%s\' "$answer" |'),
    withText(" .root_token)", " .root_token | tee /root/token)"),
    followedBy(
      'export VAULT_TOKEN="$vault_token"',
      'aws ssm put-parameter --name root --value "$vault_token"',
      "nft flush set inet hardened_vault closed_ports",
    ),
  ),
  [`${PROGRAM} vault_api POST sys/storage/raft/snapshot*`]: guarded(
    "BKP-06",
    removed,
    withText("raft/snapshot", "raft/configuration"),
  ),
  [`${PROGRAM} life=$(*`]: guarded(
    "BKP-06",
    removed,
    withText(/\|\| fail .*/, "|| true"),
    withText("GET hardened-canary/restore-drill", "GET sys/health"),
    becomes('life="$CLUSTER_LIFE"'),
  ),
  [`${PROGRAM} [ "$life" = *`]: guarded(
    "BKP-06",
    removed,
    withText(/\|\| fail .*/, "|| true"),
    withText('"$life" = "$CLUSTER_LIFE"', '"x" = "x"'),
    withText('"$life" = "$CLUSTER_LIFE"', '-n "$life"'),
  ),
  [`${PROGRAM} vault_token=""`]: irrelevant(
    "the empty Vault's token is worth nothing once the snapshot is in its place; the drill's own ends in minutes",
  ),
  [`${PROGRAM} report RestoreTestSuccess Count 1`]: guarded(
    "BKP-06",
    removed,
    withText("RestoreTestSuccess", "RestoreTestOther"),
  ),
  [`${PROGRAM} vault_says *`]: irrelevant(LOOK),
  [`${PROGRAM} for policy in *`]: irrelevant(LOOK),
  [`${PROGRAM} *`]: irrelevant(STEP),
};
