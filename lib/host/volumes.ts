import { type NodeFile, systemFile } from "./node-file";
import { COMMON, LIBRARY } from "./node-library";
import { renderUnit } from "./unit";
import { VAULT_PATHS } from "./vault-paths";

/** Device names as the launch template gives them. */
export const VOLUME_DEVICES = { root: "/dev/xvda", data: "/dev/sdd", audit: "/dev/sde" } as const;

/** Sizes of the volumes that a node mounts, in bytes. */
export interface VolumeSizes {
  readonly data: number;
  readonly audit: number;
}

/** The program that finds and formats them. */
const PROGRAM = `${LIBRARY}/volumes`;
/** Where it links what it found: a path that is the same whatever the kernel calls the disk. */
const LINKS = "/run/hardened-vault/volumes";
/** The unit that runs it. */
export const VOLUMES_UNIT = "hardened-vault-volumes.service";
/** The mounts, by what they hold. */
export const MOUNT_UNITS = { data: "var-lib-vault.mount", audit: "var-log-vault.mount" } as const;

/**
 * Raft data and audit log, each on a volume of its own (HOST-09).
 *
 * A program finds the volumes, formats what is blank and never anything else, and links them to fixed paths; mount
 * units take them from there. The links are no device paths for systemd, so the same units work where there is no udev.
 */
export function volumes(): readonly NodeFile[] {
  return [
    systemFile(PROGRAM, FIND_AND_FORMAT, 0o755),
    systemFile(
      `/etc/systemd/system/${VOLUMES_UNIT}`,
      renderUnit("finds the volumes of Vault, and formats them once", {
        Unit: {
          Description: "Volumes of Vault",
          After: "systemd-udev-settle.service",
          Before: Object.values(MOUNT_UNITS).join(" "),
        },
        Service: {
          Type: "oneshot",
          RemainAfterExit: true,
          ExecStart: PROGRAM,
          TimeoutStartSec: 300,
          LimitCORE: 0,
          UMask: "0077",
          NoNewPrivileges: true,
          ProtectHome: true,
          RestrictAddressFamilies: "AF_UNIX",
        },
        Install: { WantedBy: "multi-user.target" },
      }),
    ),
    mount("data", "Raft data of Vault", VAULT_PATHS.data),
    mount("audit", "Audit log of Vault", VAULT_PATHS.audit),
  ];
}

function mount(name: keyof typeof MOUNT_UNITS, description: string, where: string): NodeFile {
  return systemFile(
    `/etc/systemd/system/${MOUNT_UNITS[name]}`,
    renderUnit("nothing on it is a device, gains rights or runs", {
      Unit: {
        Description: description,
        // The default would put it before local-fs.target, and so before what it needs.
        DefaultDependencies: false,
        Requires: VOLUMES_UNIT,
        After: VOLUMES_UNIT,
        Conflicts: "umount.target",
        Before: "umount.target vault.service",
      },
      Mount: {
        What: `${LINKS}/${name}`,
        Where: where,
        Type: "ext4",
        Options: "nodev,nosuid,noexec,noatime",
        TimeoutSec: 60,
      },
      Install: { WantedBy: "multi-user.target" },
    }),
  );
}

/** The step of the entry script: mounts, and only then owners and modes, because the mount hides what was below. */
export const MOUNT_VOLUMES = `# Raft data and audit log on volumes of their own.
[ -z "$ROOT" ] || exit 0
systemctl enable --no-reload ${VOLUMES_UNIT} ${Object.values(MOUNT_UNITS).join(" ")}
systemctl start ${Object.values(MOUNT_UNITS).join(" ")}
for place in ${VAULT_PATHS.data} ${VAULT_PATHS.audit}; do
  mountpoint --quiet "$place" || { echo "$place is not mounted" >&2; exit 1; }
done
# What was created before the mounts lies below them; the folders of the volumes get their owners here.
systemd-tmpfiles --create /etc/tmpfiles.d/hardened-vault.conf
`;

const FIND_AND_FORMAT = `#!/bin/sh
# Finds the volumes for Raft data and audit log, formats what is blank, and links them below ${LINKS}.
#
# A volume is, in this order: the one that carries our label (every boot but the first); the one with the device name of
# the launch template, by a link of udev or by what the NVMe controller says of itself (ebsnvme-id of Amazon Linux); a
# blank disk of the right size. Two blank disks of one size can stand for each other: the label settles it for good.
set -eu
# shellcheck source=.${COMMON}
. ${COMMON}
facts

# Whole disks, by the names that the kernel gives them.
disks() {
  for disk in /dev/nvme[0-9]*n1 /dev/xvd[a-z] /dev/sd[a-z]; do
    [ ! -b "$disk" ] || readlink -f "$disk"
  done | sort -u
}

label_of() {
  blkid --probe --match-tag LABEL --output value "$1" 2>/dev/null || true
}

# Nothing that blkid knows, and nothing at all in the first MiB.
is_blank() {
  code=0
  blkid --probe "$1" >/dev/null 2>&1 || code=$?
  [ "$code" -eq 2 ] && [ "$(head -c 1048576 "$1" | tr -d '\\000' | wc -c)" -eq 0 ]
}

# Name that the launch template gave an NVMe disk: /dev/sdd.
name_of() {
  if command -v ebsnvme-id >/dev/null 2>&1; then
    ebsnvme-id --block-dev "$1" 2>/dev/null | sed -n 's|^\\(/dev/\\)\\{0,1\\}\\([a-z]*\\)$|/dev/\\2|p'
  fi
}

# find_volume LABEL NAME BYTES
find_volume() {
  labelled=$(for disk in $(disks); do [ "$(label_of "$disk")" != "$1" ] || echo "$disk"; done)
  case $labelled in
    '') ;;
    *[[:space:]]*) echo "two disks carry the label $1"; return ;;
    *) echo "$labelled"; return ;;
  esac
  for disk in "$2" "/dev/xvd\${2#/dev/sd}"; do
    if [ -b "$disk" ]; then readlink -f "$disk"; return; fi
  done
  for disk in $(disks); do
    if [ "$(name_of "$disk")" = "$2" ]; then echo "$disk"; return; fi
  done
  for disk in $(disks); do
    if [ "$(blockdev --getsize64 "$disk")" = "$3" ] && is_blank "$disk"; then echo "$disk"; return; fi
  done
  return 1
}

# prepare NAME LABEL DEVICE BYTES
prepare() {
  left=60
  until volume=$(find_volume "$2" "$3" "$4"); do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "there is no volume for $1: no label $2, no $3, no blank disk of $4 bytes"
    sleep 1
  done
  case $volume in /dev/*) ;; *) fail "$volume" ;; esac
  if [ "$(label_of "$volume")" != "$2" ]; then
    is_blank "$volume" || fail "$volume, the volume for $1, holds something that is not ours; nothing on it was changed"
    say "formatting $volume for $1"
    mkfs.ext4 -q -L "$2" "$volume"
  fi
  ln -sfn "$volume" ${LINKS}/"$1"
  say "$volume holds $1"
}

mkdir -p ${LINKS}
prepare data vault-data ${VOLUME_DEVICES.data} "$DATA_BYTES"
prepare audit vault-audit ${VOLUME_DEVICES.audit} "$AUDIT_BYTES"
`;
