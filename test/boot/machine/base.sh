#!/bin/bash
# Makes the root file system that stands for the machine image: Debian 12, whose systemd (252) is that of Amazon Linux 2023,
# with what its cloud image and the packages of the node's list bring. Needs root and mmdebstrap.
#
# usage: base.sh OUT.tar.zst MIRROR SECURITY_MIRROR
set -euo pipefail
out=$1 mirror=$2 security=$3
packages=(
  # the system
  systemd systemd-sysv systemd-resolved libnss-resolve libpam-systemd dbus udev kmod procps netbase iproute2 sudo less
  # of the cloud image
  cloud-init isc-dhcp-client ca-certificates curl python3 e2fsprogs xfsprogs awscli systemd-coredump
  # of the node's own list, because nodes here have no package repository
  chrony jq logrotate nftables openssl rsyslog unzip
  # shells whose history is looked at
  zsh
)
include=$(IFS=, && echo "${packages[*]}")
folder=$(mktemp -d "$(dirname "$out")/base.XXXXXX")
trap 'rm -rf --one-file-system "$folder"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --components=main --include="$include" \
  --aptopt='Acquire::Check-Valid-Until "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  bookworm "$folder/root" \
  "deb $mirror bookworm main" "deb $mirror bookworm-updates main" "deb $security bookworm-security main"
tar --directory "$folder/root" --create --file - . | zstd --quiet --threads=0 -3 --force -o "$out.part"
mv "$out.part" "$out"
