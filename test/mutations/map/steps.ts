import { becomes, decidedLater, followedBy, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const STEPS = "/usr/local/lib/hardened-vault/steps.d";
const NO_ROOT = '[ -z "$ROOT" ] || exit 0';

const clock = (file: string): MutationMap => ({
  [`${file} server`]: guarded(
    "HOST-08",
    removed,
    becomes("pool.ntp.org iburst"),
    followedBy("pool 2.pool.ntp.org iburst"),
  ),
  [`${file} port`]: guarded("HOST-08", removed, becomes("123")),
  [`${file} cmdport`]: guarded("HOST-08", removed, becomes("323")),
  [`${file} makestep`]: irrelevant("how a wrong clock is set right"),
  [`${file} *`]: irrelevant("how a clock is kept right"),
});

/** What a machine does on its first boot. */
export const STEPS_OF_A_NODE: MutationMap = {
  ...clock("/etc/chrony.conf"),
  ...clock("/etc/chrony/chrony.conf"),

  "user-data.sh set -eu": guarded("SEAL-02", becomes("set -eux"), followedBy("set -x")),
  "user-data.sh umask 077": irrelevant(
    "each file is installed with a mode of its own, out of a folder of mktemp",
  ),
  "user-data.sh *sha256sum*": guarded(
    "SUP-02",
    removed,
    withText(/ \| sha256sum.*/, ""),
    withText(/\|\| fail.*/, "|| true"),
    withText(/"[0-9a-f]{64}/, '"$(sha256sum $staging/bundle.tar | cut -d" " -f1)'),
  ),
  "user-data.sh until aws s3api get-object*": guarded(
    "TLS-06",
    withText("--bucket '${", "--no-verify-ssl --bucket '${"),
  ),
  "user-data.sh sh *": guarded("SUP-02", becomes("curl -s https://example.com/setup.sh | sh")),
  "user-data.sh *": irrelevant(
    "loops, messages, folders: the machine is no node when one of them is missing",
  ),

  "/etc/systemd/system/logrotate.timer.d/10-hourly.conf *": irrelevant("how often sizes are looked at"),
  [`${STEPS}/10-accounts.sh *`]: irrelevant(
    "no file could be given to an account that is not there: the machine is no node",
  ),
  [`${STEPS}/20-packages.sh *dnf*`]: guarded(
    "SUP-02",
    withText("dnf --assumeyes", "dnf --assumeyes --nogpgcheck"),
  ),
  [`${STEPS}/20-packages.sh *apt-get*`]: guarded(
    "SUP-02",
    withText("--yes", "--yes --allow-unauthenticated"),
  ),
  [`${STEPS}/20-packages.sh *`]: irrelevant("which packages are missing"),
  [`${STEPS}/30-files.sh *install -m*`]: guarded(
    "HOST-05",
    withText('-m "$mode"', "-m 0666"),
    withText('-o "$owner"', "-o vault"),
  ),
  [`${STEPS}/30-files.sh *`]: irrelevant("files that are missing make no node"),
  [`${STEPS}/50-firewall.sh ${NO_ROOT}`]: guarded("NET-08", becomes("exit 0")),
  [`${STEPS}/50-firewall.sh nft --check*`]: irrelevant("what is wrong is refused when it is loaded as well"),
  [`${STEPS}/50-firewall.sh systemctl enable nftables.service`]: guarded(
    "NET-08",
    removed,
    withText("enable", "disable"),
    withText("enable", "mask"),
  ),
  [`${STEPS}/50-firewall.sh systemctl restart nftables.service`]: guarded(
    "NET-08",
    withText("restart", "stop"),
  ),
  [`${STEPS}/50-firewall.sh echo *`]: guarded("NET-08", removed),
  [`${STEPS}/50-firewall.sh *`]: irrelevant("where a distribution looks for the file"),
  [`${STEPS}/60-services.sh ${NO_ROOT}`]: guarded("NET-04", becomes("exit 0")),
  [`${STEPS}/60-services.sh for unit in *`]: [
    ...guarded("NET-04", withText(" sshd.service", ""), withText(" ssh.service", "")),
    ...guarded("HOST-02", withText(" kdump.service", "")),
    ...guarded("HOST-03", withText(" swap.target", ""), withText(" zramswap.service", "")),
  ],
  [`${STEPS}/60-services.sh systemctl mask --no-reload *`]: [
    ...guarded("NET-04", removed, withText("mask", "unmask")),
    ...guarded("HOST-02", removed),
    ...guarded("HOST-03", removed),
  ],
  [`${STEPS}/60-services.sh systemctl enable --no-reload rsyslog.service`]: guarded(
    "AUD-04",
    removed,
    withText("enable", "disable"),
  ),
  [`${STEPS}/60-services.sh systemctl enable --no-reload "$clock"`]: guarded(
    "HOST-08",
    removed,
    withText("enable", "disable"),
  ),
  [`${STEPS}/60-services.sh systemctl enable --no-reload amazon-cloudwatch-agent.service`]: guarded(
    "AUD-06",
    removed,
  ),
  [`${STEPS}/60-services.sh *`]: irrelevant("an order; the service comes with the next boot"),
  "/usr/local/sbin/hardened-vault-node set -eu": guarded("SEAL-02", becomes("set -eux")),
  "/usr/local/sbin/hardened-vault-node *": irrelevant("it runs the steps, which are judged one by one"),

  "/etc/hardened-vault/packages.list *": guarded(
    "HOST-06",
    followedBy("docker", "nginx", "openssh-server", "telnet"),
  ),
  "/etc/hardened-vault/release.json version": guarded(
    "SUP-01",
    becomes("1.14.0", "latest", "2"),
    removed,
    decidedLater,
  ),
  "/etc/hardened-vault/release.json edition": irrelevant("replaced"),
  "/etc/hardened-vault/release.json sha256": guarded("SUP-02", removed, becomes("", "abc")),
  "/etc/hardened-vault/release.json *": irrelevant("a file of another name has another sum"),
  "/etc/hardened-vault/certificates.json source": guarded("TLS-03", becomes("self-signed")),
  "/etc/hardened-vault/certificates.json *": irrelevant("replaced"),
};
