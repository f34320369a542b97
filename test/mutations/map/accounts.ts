import { becomes, followedBy, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const USERS = "/etc/sysusers.d/hardened-vault.conf";
const FOLDERS = "/etc/tmpfiles.d/hardened-vault.conf";
const LIST = "/etc/hardened-vault/files.list";

/** Accounts, and who may read and write what. */
export const ACCOUNTS: MutationMap = {
  [`${USERS} g vaultlog -`]: irrelevant("systemd-sysusers makes a group that a member needs"),
  [`${USERS} u vault *`]: guarded(
    "HOST-01",
    withText("/usr/sbin/nologin", "/bin/bash"),
    withText("u vault -", "u vault 0"),
    removed,
  ),
  [`${USERS} u cwagent *`]: irrelevant("not Vault's account; it reads logs alone"),
  [`${USERS} m cwagent vaultlog`]: guarded(
    "HOST-01",
    followedBy("m vault root", "m vault wheel", "m vault sudo", "m cwagent vault"),
  ),

  [`${FOLDERS} d /etc/vault.d *`]: guarded(
    "HOST-05",
    withText("0750 root", "0777 root"),
    withText("root vault", "vault vault"),
    removed,
  ),
  [`${FOLDERS} d /etc/vault.d/tls *`]: guarded(
    "HOST-05",
    withText("0750 root", "0755 root"),
    withText("root vault", "vault vault"),
  ),
  [`${FOLDERS} d /var/lib/vault/snapshot *`]: irrelevant(
    "the folder of a Raft volume that only its owner enters; what lies in it is another account's for minutes",
  ),
  [`${FOLDERS} d /var/lib/vault *`]: guarded("HOST-05", withText("0700", "0755"), withText("0700", "0777")),
  [`${FOLDERS} d /var/log/vault *`]: guarded("HOST-05", withText("2750", "2777"), withText("2750", "0755")),
  [`${FOLDERS} d /var/log/*`]: guarded(
    "HOST-05",
    withText("0750", "0777"),
    withText("0750", "0755"),
    withText("root vaultlog", "vault vaultlog"),
  ),
  [`${FOLDERS} d /var/lib/rsyslog *`]: irrelevant("where rsyslog keeps its place in the journal"),
  [`${FOLDERS} L+ /root/.bash_history *`]: guarded("HOST-07", removed),
  [`${FOLDERS} d /etc/skel *`]: guarded("HOST-05", withText("root root", "vault vault")),
  [`${FOLDERS} L+ /etc/skel/.bash_history *`]: guarded("HOST-07", removed),

  [`${LIST} (mode)`]: irrelevant("the list itself stays in the archive; the entry script reads it there"),
  [`${LIST} (*)`]: irrelevant("the list itself stays in the archive; the entry script reads it there"),
  [`${LIST} *`]: guarded("HOST-05", withText(/^\d+/, "0666"), withText(/^(\d+) root/, "$1 vault")),
  ...Object.fromEntries(
    ["nftables.conf", "vault.d/vault.json", "rsyslog.conf", "sysctl.d/*", "systemd/*", "sysusers.d/*"].map(
      (file) => [
        `${LIST} * /etc/${file}`,
        guarded(
          "HOST-05",
          withText(/^\d+/, "0666"),
          withText(/^(\d+) root/, "$1 vault"),
          ...(file === "systemd/*" ? [] : [removed]),
        ),
      ],
    ),
  ),
  [`${LIST} * /etc/systemd/system/vault.service`]: guarded("HOST-05", withText(/^\d+/, "0666"), removed),
  "/etc/vault.d/vault.json (owner)": guarded("HOST-05", becomes("vault")),
  "/etc/vault.d/vault.json (mode)": guarded("HOST-05", becomes(0o660, 0o644, 0o666, 0o777)),
  "/etc/vault.d/vault.json (group)": guarded("HOST-05", becomes("users")),
  "/etc/vault.d/tls/client-ca.pem (owner)": guarded("HOST-05", becomes("vault")),
  "/etc/vault.d/tls/client-ca.pem (mode)": [
    ...guarded("HOST-05", becomes(0o660, 0o666)),
    ...guarded("TLS-04", removed),
  ],
  "/etc/vault.d/tls/client-ca.pem (group)": irrelevant("certificates are public"),
  "/etc/systemd/system/vault.service (owner)": guarded("HOST-05", becomes("vault")),
  "/etc/systemd/system/vault.service (mode)": guarded("HOST-05", becomes(0o666, 0o664)),
  "/etc/nftables.conf (owner)": guarded("HOST-05", becomes("vault")),
  "/* (owner)": guarded("HOST-05", becomes("vault", "nobody")),
  "/* (mode)": guarded("HOST-05", becomes(0o666, 0o777)),
  "/* (group)": irrelevant("the group may read, as everybody may"),
};
