import { is } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { directive, none, onService, type ServiceContext } from "../../engine/unit-assertions";
import { auditDevices } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { systemctl, tell } from "../../host/commands";
import { syslogPath } from "../../host/syslog";
import { systemdConfiguration } from "../../host/units";

/** Bytes that a line of the audit log may well have. */
const LONGEST = 65_536;
const LEVELS = /^(|debug|info|7|6)$/;

export const nothingDropped = defineRule<NodeGroup | Resource>({
  id: "AUD-04",
  title: "No audit line is dropped between Vault and the file of the syslog device",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "journald drops lines of a busy service and rsyslog cuts long ones: the second device then misses what an attacker does in a hurry.",
  remediation:
    "LogRateLimitIntervalSec=0 in the unit; a persistent journal without rate limit or level; imjournal with Ratelimit.Interval=0, maxMessageSize of 64k or more; elide_list_responses on the syslog device.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/audit/syslog",
    "https://www.freedesktop.org/software/systemd/man/252/journald.conf.html",
    "https://www.rsyslog.com/doc/configuration/modules/imjournal.html",
  ],
  guide: ["C07", "S19"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.2.1", "10.3.3"],
    iso27001: ["A.8.15"],
    nist80053: ["AU-4", "AU-5"],
  },
  claims: MACHINES,
  subjects: (context) => [...nodeGroups(context), ...syslogDevices(context)],
  notApplicable: "no machine of this stack runs Vault, and no audit device goes to syslog",
  check: (subject, context) => (subject instanceof NodeGroup ? onNodes(subject, context) : elided(subject)),
});

const onNodes = onService(({ unit }, context) => [
  directive(unit, ["Service", "LogRateLimitIntervalSec"], "0", (value) => /^0\w*$/.test(value)),
  directive(unit, ["Service", "LogLevelMax"], "not set, or info", (value) => LEVELS.test(value)),
  directive(unit, ["Service", "LogFilterPatterns"], "not set", (value) => value === ""),
  ...journal(context),
  ...syslog(context),
  ...running(context),
]);

function syslogDevices({ evidence }: RuleContext): readonly Resource[] {
  return auditDevices(evidence).filter((device) => device.at("type").literal === "syslog");
}

/** Long lists would not fit into a message. */
function elided(device: Resource): readonly Observation[] {
  return [is(device.at("options.elide_list_responses"), true)];
}

function journal({ host }: ServiceContext): readonly Observation[] {
  const file = systemdConfiguration(host, "journald.conf");
  if (file === undefined)
    return [missing(host, "/etc/systemd/journald.conf", "a journal that keeps everything")];
  const wanted: readonly (readonly [key: string, expected: string, fits: (value: string) => boolean])[] = [
    ["Storage", "persistent", (value) => value === "persistent"],
    ["RateLimitIntervalSec", "0", (value) => /^0\w*$/.test(value)],
    ["RateLimitBurst", "0", (value) => value === "0" || value === ""],
    ["MaxLevelStore", "not set, or info", (value) => LEVELS.test(value)],
  ];
  return wanted.map(([key, expected, fits]) => directive(file, ["Journal", key], expected, fits));
}

function syslog({ host }: ServiceContext): readonly Observation[] {
  const path = syslogPath(host);
  const expected = "a file of rsyslog's with what Vault sends to the facility AUTH";
  if (path === undefined) return [missing(host, "/etc/rsyslog.conf", expected)];
  return [
    passIf(path.files.length > 0, {
      actual: `rsyslog writes them to ${path.files.join(", ") || "no file"}`,
      expected,
    }),
    passIf(path.longest >= LONGEST, {
      actual: `rsyslog cuts at ${path.longest} bytes`,
      expected: `${LONGEST} bytes or more`,
    }),
    ...none(path.drops, "an input without a limit"),
  ];
}

/** rsyslog runs, and nobody restarts the journal once Vault does. */
function running({ host, group }: ServiceContext): readonly Observation[] {
  const isEnabled = systemctl(group, "enable", "reenable").some(({ unit }) => unit === "rsyslog.service");
  const stopped = systemctl(group, "disable", "mask", "stop").filter(({ unit }) =>
    /^(rsyslog|systemd-journald)\./.test(unit),
  );
  const expected = "systemctl enable rsyslog.service";
  return [
    isEnabled ? passIf(true, { actual: expected, expected }) : missing(host, expected, expected),
    ...none(
      stopped.map(({ command }) => tell(command)),
      "nobody stops the log",
    ),
  ];
}
