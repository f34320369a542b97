import { type NodeFile, systemFile } from "./node-file";
import { renderUnit } from "./unit";
import { VAULT_PATHS } from "./vault-paths";

/** Where the syslog audit device ends: on the root volume, apart from the file device's own volume. */
export const SYSLOG_AUDIT_FILE = "/var/log/vault-syslog/audit.log";

/** Vault's own log, which tells of the one failure that no metric shows: one dead audit device of two. */
export const SERVER_LOG_FILE = "/var/log/vault-server/vault.log";

/** Everything else, in a file that the log shipper may read: the distribution's own files are for root alone. */
export const SYSTEM_LOG_FILE = "/var/log/vault-system/system.log";

/** Where rsyslog remembers how far it has read. */
export const RSYSLOG_STATE = "/var/lib/rsyslog";

/** journald keeps everything it is given: with its default limit it drops audit lines (AUD-04, journald.conf(5)). */
export function journald(): NodeFile {
  return systemFile(
    "/etc/systemd/journald.conf.d/99-hardened-vault.conf",
    renderUnit(
      "nothing is dropped; rsyslog reads the journal itself, because forwarding loses lines in bursts",
      {
        Journal: {
          Storage: "persistent",
          Compress: true,
          ForwardToSyslog: false,
          RateLimitIntervalSec: 0,
          RateLimitBurst: 0,
          SystemMaxUse: "2G",
          MaxRetentionSec: "30day",
        },
      },
    ),
  );
}

/**
 * Takes Vault's audit lines (tag `vault`, facility AUTH), its own log and the rest out of the journal, each into a file
 * that the log shipper reads.
 *
 * The whole configuration is ours, because what matters must stand before anything else in it: rsyslog cuts messages
 * at 8 KB and imjournal drops all but 20000 in ten minutes, unless told otherwise. Of 30000 audit lines at once,
 * forwarding by journald lost up to 256, reading the journal none.
 */
export function rsyslog(): NodeFile {
  const file = (name: string, template: string) =>
    `action(type="omfile" file="${name}" template="${template}" fileOwner="root" fileGroup="vaultlog" fileCreateMode="0640")`;
  return systemFile(
    "/etc/rsyslog.conf",
    `# The distribution's unit may set a umask that hides new files from their group.
global(workDirectory="${RSYSLOG_STATE}" maxMessageSize="1m" umask="0027")
module(load="imjournal" StateFile="imjournal.state" PersistStateInterval="100" Ratelimit.Interval="0")

# A message out of a socket begins with a space, one out of the journal does not.
template(name="VaultLine" type="list") {
  property(name="$.line")
  constant(value="\\n")
}
set $.line = ltrim($msg);

# The syslog audit device: tag "vault", facility AUTH.
if $programname == 'vault' and $syslogfacility-text == 'auth' then {
  ${file(SYSLOG_AUDIT_FILE, "VaultLine")}
  stop
}
# What the server itself says.
if $programname == 'vault' then {
  ${file(SERVER_LOG_FILE, "VaultLine")}
  stop
}
${file(SYSTEM_LOG_FILE, "RSYSLOG_FileFormat")}
`,
  );
}

/**
 * Rotation without loss (AUD-07): Vault opens its file again on SIGHUP. Never copytruncate, which loses lines, and
 * never by deleting, which leaves Vault writing to a file without a name.
 */
export function logrotate(): readonly NodeFile[] {
  const rules = systemFile(
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

${SYSLOG_AUDIT_FILE} ${SERVER_LOG_FILE} ${SYSTEM_LOG_FILE} {
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
  const hourly = systemFile(
    "/etc/systemd/system/logrotate.timer.d/10-hourly.conf",
    renderUnit("maxsize counts only when logrotate runs; the timer alone runs once a day", {
      Timer: { OnCalendar: ["", "hourly"], RandomizedDelaySec: 300, AccuracySec: "1min" },
    }),
  );
  return [rules, hourly];
}
