#!/bin/sh
# Amazon Linux has udev rules that give a volume the name of its block device mapping. Containers have no udev.
set -e
while read -r name device; do
  ln -s "$device" "/dev/$name"
done </etc/boot-test-volumes
