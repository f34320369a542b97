/** Files of the nodes by which snapshots are taken. */
export const TIMER = "/etc/systemd/system/hardened-vault-snapshot.timer";
export const SERVICE = "/etc/systemd/system/hardened-vault-snapshot.service";
export const PROGRAM = "/usr/local/sbin/hardened-vault-snapshot";
export const STEP = "/usr/local/lib/hardened-vault/steps.d/85-snapshots.sh";
