#!/bin/sh
# Inside a container cloud-init does not look at DMI, takes the platform for unknown and then never asks for a metadata
# token. A hypervisor's uuid that begins with "ec2" is believed everywhere, so this one is put into a copy of /sys.
set -e
copy=/run/identify-ec2
mkdir -p "$copy"
mount -t tmpfs -o size=64k,mode=755 tmpfs "$copy"
for folder in /sys/*; do
  mkdir "$copy/${folder#/sys/}"
  mount --rbind "$folder" "$copy/${folder#/sys/}"
done
mkdir "$copy/hypervisor"
echo ec2e1916-9099-7caf-fd21-012345abcdef >"$copy/hypervisor/uuid"
mount -o remount,ro "$copy"
mount --rbind "$copy" /sys
