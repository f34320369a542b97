#!/bin/bash
# Runs a line of shell at a workstation: the system of the machines, in a mount namespace of its own and the caller's network.
# What the line finds in its environment is the caller's.
#
# usage: workstation.sh FOLDER BASE SITE COMMANDS
set -euo pipefail
folder=$1 base=$2 site=$3 commands=$4
mount -t overlay overlay -o "lowerdir=$site:$base,upperdir=$folder/disk,workdir=$folder/work" "$folder/root"
mount --rbind /dev "$folder/root/dev"
mount -t proc proc "$folder/root/proc"
for name in hosts resolv.conf; do
  rm -f "$folder/root/etc/$name"
  cp "$folder/$name" "$folder/root/etc/$name"
done
exec chroot "$folder/root" /bin/sh -euc "$commands"
