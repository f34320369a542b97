#!/bin/bash
# Starts one machine and becomes its supervisor: run inside the machine's network namespace and a mount namespace of its own.
#
# usage: start.sh NAME FOLDER BASE SITE NETWORK_NAMESPACE CGROUP [nspawn argument...]
set -euo pipefail
name=$1 folder=$2 base=$3 site=$4 netns=$5 cgroup=$6
shift 6
# Two machines in one control group would share one tree of systemd: each gets its own, in each hierarchy.
for place in "/sys/fs/cgroup/$cgroup" /sys/fs/cgroup/*/"$cgroup"; do
  if [ -d "$place" ]; then echo $$ >"$place/cgroup.procs"; fi
done
mount -t overlay overlay -o "lowerdir=$site:$base,upperdir=$folder/disk,workdir=$folder/work" "$folder/root"
mkdir -p "$folder/netns"
mount --rbind /run/netns "$folder/netns"
mount -t tmpfs tmpfs /run
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 \
  systemd-nspawn --quiet --directory="$folder/root" --register=no --keep-unit --boot --machine="$name" --hostname="$name" \
  --network-namespace-path="$folder/netns/$netns" --capability=CAP_NET_ADMIN,CAP_IPC_LOCK \
  --resolv-conf=off --timezone=off --link-journal=no --console=read-only "$@"
