import { becomes, elsewhere, overridden, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const JOURNALD = "/etc/systemd/journald.conf.d/99-hardened-vault.conf Journal";
const RSYSLOG = "/etc/rsyslog.conf";
const ROTATE = "/etc/logrotate.d/hardened-vault";
const AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/hardened-vault.json";

/** What becomes of what is logged. */
export const LOGGING: MutationMap = {
  [`${JOURNALD}.Storage`]: guarded("AUD-04", becomes("volatile", "none"), overridden("none"), removed),
  [`${JOURNALD}.RateLimitIntervalSec`]: guarded("AUD-04", removed, becomes("30s"), overridden("30s")),
  [`${JOURNALD}.RateLimitBurst`]: irrelevant("without an interval nothing is counted"),
  [`${JOURNALD}.ForwardToSyslog`]: irrelevant("rsyslog reads the journal itself"),
  [`${JOURNALD}.Compress`]: irrelevant("room on a disk"),
  [`${JOURNALD}.SystemMaxUse`]: irrelevant("room on a disk; rsyslog has read it long before"),
  [`${JOURNALD}.MaxRetentionSec`]: irrelevant("rsyslog has read it long before"),

  [`${RSYSLOG} global(*`]: [
    ...guarded("AUD-04", withText('maxMessageSize="1m" ', "")),
    ...guarded("HOST-05", withText(' umask="0027"', ""), withText("0027", "0000"), withText("0027", "0022")),
  ],
  [`${RSYSLOG} module(*`]: guarded(
    "AUD-04",
    removed,
    withText(' Ratelimit.Interval="0"', ""),
    withText('Interval="0"', 'Interval="600"'),
  ),
  [`${RSYSLOG} template(*`]: irrelevant("the form of a line"),
  [`${RSYSLOG} property(*`]: irrelevant("the form of a line"),
  [`${RSYSLOG} constant(*`]: irrelevant("the form of a line"),
  [`${RSYSLOG} set *`]: irrelevant("the form of a line"),
  [`${RSYSLOG} if *`]: irrelevant("what the server says beside the audit log"),
  [`${RSYSLOG} if *auth*`]: guarded("AUD-06", withText("'vault'", "'nobody'"), withText("==", "!=")),
  [`${RSYSLOG} action(*`]: irrelevant("what is said beside the audit log"),
  [`${RSYSLOG} action(*system.log*`]: guarded("HOST-05", withText('fileOwner="root"', 'fileOwner="vault"')),
  [`${RSYSLOG} action(*audit.log*`]: guarded("AUD-06", removed, withText(/file="[^"]*"/, 'file="/dev/null"')),
  [`${RSYSLOG} stop`]: irrelevant("a line twice, in two files"),

  [`${ROTATE} /var/log/vault/*.log su`]: irrelevant("whose rotation it is"),
  [`${ROTATE} * create`]: guarded("AUD-07", becomes("create 0666 vault vaultlog")),
  [`${ROTATE} /var/log/vault/*.log /usr/bin/systemctl`]: guarded("AUD-07", removed, becomes("/bin/true")),
  [`${ROTATE} /var/log/vault/*.log postrotate`]: irrelevant("logrotate would refuse the file"),
  [`${ROTATE} /var/log/vault/*.log sharedscripts`]: irrelevant("how often the signal is sent"),
  [`${ROTATE} /var/log/vault/*.log compress`]: guarded("AUD-07", becomes("copytruncate")),
  [`${ROTATE} /var/log/vault/*.log maxsize`]: irrelevant("room on a disk"),
  [`${ROTATE} /var/log/vault/*.log`]: guarded("AUD-07", becomes("/var/log/elsewhere/*.log")),
  [`${ROTATE} *`]: irrelevant("how often, how many, under which name"),

  [`${AGENT} agent.run_as_user`]: guarded("AUD-06", becomes("root"), removed),
  [`${AGENT} agent.*`]: irrelevant("pace and form of figures"),
  [`${AGENT} logs.force_flush_interval`]: irrelevant("seconds until a line is sent"),
  [`${AGENT} logs.logs_collected.files.collect_list.0.file_path`]: guarded(
    "AUD-06",
    becomes("/var/log/nothing.log"),
    removed,
  ),
  [`${AGENT} logs.logs_collected.files.collect_list.1.file_path`]: guarded(
    "AUD-06",
    becomes("/var/log/nothing.log"),
    removed,
  ),
  [`${AGENT} logs.logs_collected.files.collect_list.0.log_group_name`]: guarded(
    "AUD-06",
    elsewhere("elsewhere"),
  ),
  [`${AGENT} logs.logs_collected.files.collect_list.1.log_group_name`]: guarded(
    "AUD-06",
    elsewhere("elsewhere"),
  ),
  [`${AGENT} logs.logs_collected.files.collect_list.*`]: irrelevant("logs beside those of audit"),
  [`${AGENT} metrics.metrics_collected.statsd.service_address`]: [
    ...guarded("MON-01", becomes(":8125", "0.0.0.0:8125")),
    ...guarded("HOST-06", becomes(":8125", "0.0.0.0:8125", "udp://0.0.0.0:8125"), removed),
  ],
  [`${AGENT} metrics.*`]: irrelevant("which figures, and how often"),
};
