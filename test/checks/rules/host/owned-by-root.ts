import { ownedByRoot } from "../../../../lib/checks/rules/host/owned-by-root";
import {
  addFile,
  dropIn,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNIT,
  UNSEEN,
  without,
} from "../../support/cases";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const FOLDERS = "/etc/tmpfiles.d/hardened-vault.conf";
const LIST = "/etc/hardened-vault/files.list";
const CONFIGURATION = "/etc/vault.d/vault.json";
const RSYSLOG = "/etc/rsyslog.conf";

/** A file with another owner, group or mode. */
function owned(
  when: string,
  path: string,
  change: Partial<{ owner: string; group: string; mode: number }>,
): EditCase {
  return {
    when,
    on: NODES,
    says: new RegExp(path),
    edit: (draft: Draft) => {
      const file = draft.files.get(path);
      if (file === undefined) throw new Error(`no file ${path}`);
      Object.assign(file, change);
    },
  };
}

export const cases: RuleCases = {
  rule: ownedByRoot,
  passes: [
    { on: NODES },
    replacing("the audit log does not hand on its group", FOLDERS, "2750", "0750"),
    { when: "another file of root's", on: NODES, edit: (draft) => addFile(draft, "/etc/motd", "Vault\n") },
    {
      ...owned("only root reads the configuration", CONFIGURATION, { group: "root", mode: 0o600 }),
      says: /.*/,
    },
    running("a script hands the key to Vault", "chgrp vault /etc/vault.d/tls/key.pem"),
    running("a script gives Vault its data", "chown vault:vault /var/lib/vault\nchmod 0700 /var/lib/vault"),
  ],
  fails: [
    owned("the configuration is Vault's", CONFIGURATION, { owner: "vault" }),
    owned("Vault may write its configuration", CONFIGURATION, { mode: 0o660 }),
    owned("everybody reads the configuration", CONFIGURATION, { mode: 0o644 }),
    owned("everybody reads the authorities' file", "/etc/vault.d/tls/client-ca.pem", { mode: 0o644 }),
    replacing("everybody reads a log", RSYSLOG, 'umask="0027"', 'umask="0022"', /umask 0022/),
    replacing("nobody says what new logs may be", RSYSLOG, ' umask="0027"', "", /distribution's unit/),
    replacing("the agent cannot read what it ships", RSYSLOG, 'umask="0027"', 'umask="0077"'),
    replacing(
      "a log is made for everybody",
      RSYSLOG,
      /umask="0027"([\s\S]*?)fileCreateMode="0640"/,
      'umask="0000"$1fileCreateMode="0644"',
      /audit\.log/,
    ),
    owned("the configuration is another group's", CONFIGURATION, { group: "users" }),
    owned("Vault may change its unit", UNIT, { owner: "vault" }),
    owned("everybody may change the firewall", "/etc/nftables.conf", { mode: 0o666 }),
    owned("a script runs with its owner's rights", "/usr/local/sbin/hardened-vault-node", { mode: 0o4755 }),
    replacing(
      "the node gives all its files to Vault",
      "/usr/local/lib/hardened-vault/steps.d/30-files.sh",
      '-o "$owner"',
      "-o vault",
    ),
    replacing(
      "the node installs the configuration for everybody",
      LIST,
      "0640 root vault /etc/vault.d/vault.json",
      "0644 root vault /etc/vault.d/vault.json",
      /files\.list/,
    ),
    replacing(
      "the firewall is not installed",
      LIST,
      "0600 root root /etc/nftables.conf\n",
      "",
      /nftables\.conf is not installed/,
    ),
    without(LIST),
    replacing(
      "a log of the system is Vault's",
      FOLDERS,
      "/var/log/vault-syslog 0750 root",
      "/var/log/vault-syslog 0750 vault",
    ),
    replacing("rsyslog makes files of Vault's", RSYSLOG, 'fileOwner="root"', 'fileOwner="vault"', /vault's/),
    {
      when: "a later line gives Vault its program",
      on: NODES,
      edit: (draft) =>
        addFile(draft, "/etc/tmpfiles.d/zz.conf", "z /usr/local/bin/vault 0755 vault vault -\n"),
    },
    {
      when: "a later line opens the log to others",
      on: NODES,
      edit: (draft) => addFile(draft, "/etc/tmpfiles.d/zz.conf", "a+ /var/log/vault - - - - u:nobody:r\n"),
    },
    running("everybody may read the key", "chmod 0644 /etc/vault.d/tls/key.pem", /key\.pem/),
    running("everybody may enter the data", "chmod o+rx /var/lib/vault"),
    replacing("everybody enters the data", FOLDERS, "/var/lib/vault 0700", "/var/lib/vault 0755"),
    replacing("the data is root's", FOLDERS, "/var/lib/vault 0700 vault", "/var/lib/vault 0700 root"),
    replacing("everybody reads the audit log", FOLDERS, "/var/log/vault 2750", "/var/log/vault 2755"),
    replacing("the group may write the audit log", FOLDERS, "/var/log/vault 2750", "/var/log/vault 2770"),
    replacing("the audit log is another group's", FOLDERS, "2750 vault vaultlog", "2750 vault users"),
    replacing(
      "everybody reads the syslog device",
      FOLDERS,
      "/var/log/vault-syslog 0750",
      "/var/log/vault-syslog 0755",
    ),
    replacing("Vault may change /etc/vault.d", FOLDERS, "/etc/vault.d 0750 root", "/etc/vault.d 0750 vault"),
    replacing("everybody enters the TLS folder", FOLDERS, "/etc/vault.d/tls 0750", "/etc/vault.d/tls 0755"),
    replacing("the folder of the data is not made", FOLDERS, /d \/var\/lib\/vault.*\n/, ""),
    without(FOLDERS),
    {
      when: "a group reads Vault's environment",
      on: NODES,
      says: /vault\.env/,
      edit: (draft) => addFile(draft, "/etc/vault.d/vault.env", "VAULT_LOG_LEVEL=info\n", 0o640),
    },
    dropIn("systemd opens the data", "StateDirectoryMode=0755", /StateDirectoryMode/),
    dropIn(
      "Vault refuses root's files",
      "Environment=VAULT_ENABLE_FILE_PERMISSIONS_CHECK=true",
      /PERMISSIONS_CHECK/,
    ),
    running("a script hands the key to a group", "chgrp users /etc/vault.d/tls/key.pem"),
    running("a script hands the configuration to a group", "chown root:users /etc/vault.d/vault.json"),
    running("a script installs the key for a group", "install -g users -m 0640 key.pem /etc/vault.d/tls"),
    running("a script gives Vault its program", "chown vault:vault /usr/local/bin/vault"),
    running("a script gives Vault its configuration", "chown -R vault /etc/vault.d"),
    running(
      "a script installs the program as Vault's",
      "install -o vault -m 0755 vault /usr/local/bin/vault",
    ),
    running("a script opens a folder to everybody", "chmod -R 777 /var/lib/vault"),
    running("a script opens a file to everybody", "chmod a+rw /etc/vault.d/vault.json"),
    running("a script gives rights to a program", "setcap cap_ipc_lock=+ep /usr/local/bin/vault"),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("tmpfiles.d", FOLDERS, "/var/lib/vault 0700", "/var/lib/vault 0777")],
  repaired: [mending("tmpfiles.d", FOLDERS, "/var/lib/vault 0700", "/var/lib/vault 0777")],
};
