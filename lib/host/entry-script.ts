import { OBTAIN_CERTIFICATE } from "./certificates";
import { COMPLETE_CONFIGURATION } from "./configuration";
import { SYSCTL_FILE } from "./kernel";
import { type NodeFile, systemFile } from "./node-file";
import { COMMON, INSTANCE_FACTS } from "./node-library";
import { MASKED_UNITS, PACKAGE_LIST } from "./packages";
import { INSTALL_RELEASE } from "./release-install";
import { START } from "./start";
import { WAIT_FOR_CLOCK } from "./time";
import { MOUNT_VOLUMES } from "./volumes";

/** The one script that user data runs. */
export const ENTRY_SCRIPT = "/usr/local/sbin/hardened-vault-node";
/** Folder of the steps; a later part adds a file, no step is changed for it. */
export const STEPS = "/usr/local/lib/hardened-vault/steps.d";
/** Owner, group and mode of each file, as the step that installs them reads it. */
export const FILE_LIST = "/etc/hardened-vault/files.list";

/** Steps in which machines that run Vault differ. */
export interface LastSteps {
  /** Where the certificate comes from. */
  readonly certificate: string;
  /** What begins when everything is in its place. */
  readonly start: string;
}

/** The steps of a node of the cluster. */
const NODE_STEPS: LastSteps = { certificate: OBTAIN_CERTIFICATE, start: START };

/** Runs the steps in the order of their names; a failure says which one, on the console and in the journal. */
export function entryScript(last: LastSteps = NODE_STEPS): readonly NodeFile[] {
  return [
    systemFile(ENTRY_SCRIPT, MAIN, 0o755),
    step("10-accounts", ACCOUNTS),
    step("20-packages", PACKAGES),
    step("30-files", FILES),
    step("35-facts", FACTS),
    step("40-kernel", KERNEL),
    step("50-firewall", FIREWALL),
    step("60-services", SERVICES),
    step("62-clock", WAIT_FOR_CLOCK),
    step("65-volumes", MOUNT_VOLUMES),
    step("70-release", INSTALL_RELEASE),
    step("75-certificate", last.certificate),
    step("80-configuration", COMPLETE_CONFIGURATION),
    step("90-start", last.start),
  ];
}

function step(name: string, body: string): NodeFile {
  return systemFile(`${STEPS}/${name}.sh`, `#!/bin/sh\n${body}`, 0o755);
}

const MAIN = `#!/bin/sh
# Makes this machine a Vault node. usage: hardened-vault-node STAGING   (the unpacked bundle)
# ROOT, for trials, is a folder to install into instead of /.
set -eu
umask 022
staging=$1
ROOT=$(printenv ROOT || true)
export ROOT staging

say() {
  if [ -z "$ROOT" ]; then
    logger --tag hardened-vault --priority daemon.notice -- "$1" || true
    echo "hardened-vault: $1" 2>/dev/null >/dev/console || true
  fi
  echo "hardened-vault: $1" >&2
}

for step in "$staging${STEPS}"/*.sh; do
  name=$(basename "$step" .sh)
  say "step $name"
  if ! sh -eu "$step"; then
    say "FAILED in step $name; this machine is not a Vault node"
    exit 1
  fi
done
say "all steps done"
`;

const ACCOUNTS = `# Accounts first: files are given to them.
conf=/etc/sysusers.d/hardened-vault.conf
if [ -n "$ROOT" ]; then
  systemd-sysusers --root="$ROOT" "$staging$conf"
else
  systemd-sysusers "$staging$conf"
fi
`;

const FILES = `# Directories first, so that no file ever lies in one that is too open.
conf=/etc/tmpfiles.d/hardened-vault.conf
if [ -n "$ROOT" ]; then
  systemd-tmpfiles --root="$ROOT" --create "$staging$conf"
else
  systemd-tmpfiles --create "$staging$conf"
fi
# Each file beside its place first and then renamed, so that nobody ever reads half a file.
while read -r mode owner group path; do
  target="$ROOT$path"
  mkdir -p "$(dirname "$target")"
  install -m "$mode" -o "$owner" -g "$group" "$staging$path" "$target.new"
  mv -f "$target.new" "$target"
done <"$staging${FILE_LIST}"
`;

const PACKAGES = `# Only what is missing, and only from the distribution's own signed repository. Before the files, so that ours replace
# the packages' and no package manager asks which one to keep.
[ -z "$ROOT" ] || exit 0
missing=""
while read -r package; do
  if command -v rpm >/dev/null 2>&1; then
    rpm --quiet -q "$package" || missing="$missing $package"
  else
    case $package in
      amazon-*) ;;
      *) dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package" ;;
    esac
  fi
done <"$staging${PACKAGE_LIST}"
if [ -n "$missing" ]; then
  # A list of names, to be split.
  # shellcheck disable=SC2086
  if command -v dnf >/dev/null 2>&1; then
    dnf --assumeyes --quiet --setopt=install_weak_deps=False install $missing
  else
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
      -o Dpkg::Options::=--force-confold $missing
  fi
fi
`;

const FACTS = `# What the instance knows of itself, once: it does not change while the instance lives.
[ -z "$ROOT" ] || exit 0
# shellcheck source=.${COMMON}
. "$staging${COMMON}"
read_fact() {
  value=$(retry 30 2 metadata "$2") || fail "the instance metadata do not tell $2"
  case $value in
    '' | *[!A-Za-z0-9.-]*) fail "the instance metadata tell a strange $2" ;;
  esac
  echo "$1='$value'"
}
{
  read_fact INSTANCE_ID instance-id
  read_fact LOCAL_IPV4 local-ipv4
  read_fact AVAILABILITY_ZONE placement/availability-zone
} >${INSTANCE_FACTS}.new
mv -f ${INSTANCE_FACTS}.new ${INSTANCE_FACTS}
`;

const KERNEL = `# Kernel settings, and no swap: Vault's memory must never reach a disk.
[ -z "$ROOT" ] || exit 0
if systemd-detect-virt --quiet --container; then
  echo "a container: kernel settings and swap are its host's" >&2
  exit 0
fi
# Files of others may hold names that this kernel does not know; ours must all be in force.
sysctl --system >/dev/null 2>&1 || true
sed -n 's/^\\([a-z][^ ]*\\) = /\\1 /p' ${SYSCTL_FILE} | while read -r name value; do
  if [ "$(sysctl -n "$name")" != "$value" ]; then
    echo "the kernel setting $name is not $value" >&2
    exit 1
  fi
done
swapoff --all
sed -i '/^[^#].*[[:space:]]swap[[:space:]]/d' /etc/fstab
`;

const FIREWALL = `# Checked before it is loaded, loaded before anything listens.
[ -z "$ROOT" ] || exit 0
nft --check --file /etc/nftables.conf
# Amazon Linux reads /etc/sysconfig/nftables.conf, Debian /etc/nftables.conf.
if [ -d /etc/sysconfig ]; then
  install -m 0600 /dev/null /etc/sysconfig/nftables.conf
  echo 'include "/etc/nftables.conf"' >/etc/sysconfig/nftables.conf
fi
systemctl enable nftables.service
systemctl restart nftables.service
`;

const SERVICES = `# Services beside Vault; journald is restarted here and never again, because Vault would die with it.
[ -z "$ROOT" ] || exit 0
# After each change systemd would read all units again: once, after the last, is enough.
for unit in ${MASKED_UNITS.join(" ")}; do
  # An alias is a link in the place where mask wants its own: Debian's sshd.service. disable takes it away.
  if systemctl cat "$unit" >/dev/null 2>&1; then systemctl disable --no-reload --now "$unit" >/dev/null 2>&1 || true; fi
  systemctl mask --no-reload "$unit" >/dev/null
done
systemctl enable --no-reload rsyslog.service
# Debian has both names, and refuses to enable the one that is an alias; Amazon Linux has the other one alone.
if systemctl cat chrony.service >/dev/null 2>&1; then clock=chrony.service; else clock=chronyd.service; fi
systemctl enable --no-reload "$clock"
systemctl daemon-reload
systemctl restart systemd-journald.service
systemctl restart rsyslog.service
systemctl restart "$clock"
systemctl enable --no-reload --now logrotate.timer
if systemctl cat amazon-cloudwatch-agent.service >/dev/null 2>&1; then
  systemctl enable --no-reload amazon-cloudwatch-agent.service
  systemctl restart amazon-cloudwatch-agent.service
fi
if systemctl cat amazon-ssm-agent.service >/dev/null 2>&1; then
  systemctl enable --no-reload amazon-ssm-agent.service
  systemctl restart amazon-ssm-agent.service
fi
`;
