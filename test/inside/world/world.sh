#!/bin/sh
# usage: world.sh FOLDER COMMAND...
# Runs a program in namespaces of mounts, network and processes that `unshare` has made around this script. Its network
# leads nowhere; names, devices and logs are its own; the machine outside sees nothing of it.
set -eu
folder=$1
shift
ip link set lo up

# Vault opens /dev/log and nothing else will do; so /dev is another one, with what every program needs.
mkdir -p "$folder/dev" "$folder/log/vault"
mount -t tmpfs -o mode=0755 tmpfs "$folder/dev"
for device in null zero full random urandom; do
  : >"$folder/dev/$device"
  mount --bind "/dev/$device" "$folder/dev/$device"
done
mkdir -m 1777 "$folder/dev/shm"
ln -s /proc/self/fd "$folder/dev/fd"
ln -s "$folder/syslog.sock" "$folder/dev/log"
mount --rbind "$folder/dev" /dev
mount --bind "$folder/log" /var/log
mount -t tmpfs -o mode=0755 tmpfs /mnt

printf '127.0.0.1 %s\n' localhost vault.corp.example sso.corp.example payments-db.corp.example sts.eu-central-1.amazonaws.com >"$folder/hosts"
mount --bind "$folder/hosts" /etc/hosts
exec "$@"
