import { type NodeFile, systemFile } from "./node-file";
import { renderUnit } from "./unit";
import { VAULT_PATHS } from "./vault-unit";

/** Where the syslog audit device ends: on the root volume, apart from the file device's own volume. */
export const SYSLOG_AUDIT_FILE = "/var/log/vault-syslog/audit.log";

/** Vault's own log, which tells of the one failure that no metric shows: one dead audit device of two. */
export const SERVER_LOG_FILE = "/var/log/vault-server/vault.log";

/** journald keeps everything it is given: with its default limit it drops audit lines (AUD-04, journald.conf(5)). */
export function journald(): NodeFile {
  return systemFile(
    "/etc/systemd/journald.conf.d/99-hardened-vault.conf",
    renderUnit("nothing is dropped, everything is handed to rsyslog", {
      Journal: {
        Storage: "persistent",
        Compress: true,
        ForwardToSyslog: true,
        RateLimitIntervalSec: 0,
        RateLimitBurst: 0,
        SystemMaxUse: "2G",
        MaxRetentionSec: "30day",
      },
    }),
  );
}

/** Takes Vault's audit lines (tag `vault`, facility AUTH) and its own log out of syslog into files of their own. */
export function rsyslog(): NodeFile {
  return systemFile(
    "/etc/rsyslog.d/10-vault.conf",
    `# The syslog audit device: tag "vault", facility AUTH.
template(name="VaultLine" type="string" string="%msg:2:$:drop-last-lf%\\n")
if $programname == 'vault' and $syslogfacility-text == 'auth' then {
  action(type="omfile" file="${SYSLOG_AUDIT_FILE}" template="VaultLine"
         fileOwner="root" fileGroup="vaultlog" fileCreateMode="0640" dirCreateMode="0750" asyncWriting="off")
  stop
}
# What the server itself says.
if $programname == 'vault' then {
  action(type="omfile" file="${SERVER_LOG_FILE}" template="VaultLine"
         fileOwner="root" fileGroup="vaultlog" fileCreateMode="0640" dirCreateMode="0750" asyncWriting="off")
  stop
}
`,
  );
}

/**
 * Rotation without loss (AUD-07): Vault opens its file again on SIGHUP. Never copytruncate, which loses lines, and
 * never by deleting, which leaves Vault writing to a file without a name.
 */
export function logrotate(): NodeFile {
  return systemFile(
    "/etc/logrotate.d/hardened-vault",
    `${VAULT_PATHS.audit}/*.log {
  daily
  maxsize 500M
  rotate 14
  dateext
  dateformat -%Y%m%d-%s
  compress
  delaycompress
  missingok
  notifempty
  su vault vaultlog
  create 0640 vault vaultlog
  sharedscripts
  postrotate
    /usr/bin/systemctl kill --signal=HUP --kill-who=main vault.service 2>/dev/null || true
  endscript
}

${SYSLOG_AUDIT_FILE} ${SERVER_LOG_FILE} {
  daily
  maxsize 500M
  rotate 7
  dateext
  dateformat -%Y%m%d-%s
  compress
  delaycompress
  missingok
  notifempty
  su root vaultlog
  create 0640 root vaultlog
  sharedscripts
  postrotate
    /usr/bin/systemctl kill --signal=HUP rsyslog.service 2>/dev/null || true
  endscript
}
`,
  );
}
