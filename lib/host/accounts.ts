import { posix } from "node:path";
import { RSYSLOG_STATE, SERVER_LOG_FILE, SYSLOG_AUDIT_FILE, SYSTEM_LOG_FILE } from "./logging";
import { type NodeFile, systemFile } from "./node-file";
import { SNAPSHOT_ACCOUNT, VAULT_PATHS } from "./vault-paths";

/** Accounts (HOST-01): no shell, no home; only members of `vaultlog` read the audit log. */
export function accounts(): NodeFile {
  return systemFile(
    "/etc/sysusers.d/hardened-vault.conf",
    `# sysusers.d(5)
g vaultlog -
u vault - "HashiCorp Vault" - /usr/sbin/nologin
u ${SNAPSHOT_ACCOUNT} - "Snapshots of HashiCorp Vault" - /usr/sbin/nologin
u cwagent - "Amazon CloudWatch agent" - /usr/sbin/nologin
m cwagent vaultlog
`,
  );
}

/** Directories with their owners and modes (HOST-05). */
export function directories(): NodeFile {
  const { data, audit } = VAULT_PATHS;
  return systemFile(
    "/etc/tmpfiles.d/hardened-vault.conf",
    `# tmpfiles.d(5)
d /etc/vault.d 0750 root vault -
d /etc/vault.d/tls 0750 root vault -
d ${data} 0700 vault vault -
d ${data}/snapshot 0700 ${SNAPSHOT_ACCOUNT} ${SNAPSHOT_ACCOUNT} -
# The group is inherited, so that what Vault writes is readable for the log shipper.
d ${audit} 2750 vault vaultlog -
d ${posix.dirname(SYSLOG_AUDIT_FILE)} 0750 root vaultlog -
d ${posix.dirname(SERVER_LOG_FILE)} 0750 root vaultlog -
d ${posix.dirname(SYSTEM_LOG_FILE)} 0750 root vaultlog -
d ${RSYSLOG_STATE} 0700 root root -
# An interactive bash of root that is no login shell reads no file of ours on Debian; homes to come copy /etc/skel.
L+ /root/.bash_history - - - - /dev/null
d /etc/skel 0755 root root -
L+ /etc/skel/.bash_history - - - - /dev/null
`,
  );
}
