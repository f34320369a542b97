import { type Observation, pass, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { none, onService, type ServiceContext } from "../../engine/unit-assertions";
import { clockConfigurations } from "../../host/clock-sources";
import { systemctl, tell } from "../../host/commands";
import type { UnitFile } from "../../host/unit-file";

/** The Amazon Time Sync Service (Amazon EC2 user guide). */
const SOURCES = ["169.254.169.123", "fd00:ec2::123"];
const CLOCKS = /^chronyd?\.service$/;

export const amazonTime = defineRule({
  id: "HOST-08",
  title: "The clock follows Amazon's time service before Vault starts",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Certificates, leases and the audit log are only as right as the clock; a clock that strangers set lets them be replayed.",
  remediation:
    "server 169.254.169.123 as chrony's only source, port 0 and cmdport 0 so that nobody is served; enable chrony, and order Vault after time-sync.target.",
  sources: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html",
    "https://chrony-project.org/doc/4.3/chrony.conf.html",
  ],
  guide: ["S09"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.6.1", "10.6.2", "10.6.3"],
    iso27001: ["A.8.17"],
    nist80053: ["AU-8", "SC-45"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService(({ unit }, context) => [...sources(context), ...service(context), after(unit)]),
});

function sources({ host }: ServiceContext): readonly Observation[] {
  const files = clockConfigurations(host);
  if (files.length === 0) return [missing(host, "/etc/chrony.conf", `server ${SOURCES[0]}`)];
  return files.flatMap(({ path, sources: named, serving, isStepped, isMain, opened }) => [
    passIf(named.length > 0 && named.every((source) => SOURCES.includes(source)), {
      actual: `${path}: time from ${named.join(", ") || "nowhere"}`,
      expected: `time from ${SOURCES[0]} alone`,
    }),
    passIf(isStepped, {
      actual: `${path}: ${isStepped ? "" : "no "}makestep`,
      expected: "a clock that is far off is set",
    }),
    ...none(
      [
        ...serving.map((line) => `${path}: ${line}`),
        // One allow in a file that comes later, and chronyd answers on every address.
        ...(isMain ? opened.map((name) => `${path}: no ${name} 0`) : []),
      ],
      "nobody is served, by a client that opens no port",
    ),
  ]);
}

function service({ host, group }: ServiceContext): readonly Observation[] {
  const enabled = systemctl(group, "enable", "reenable").some(({ unit }) => CLOCKS.test(unit));
  const stopped = systemctl(group, "disable", "mask", "stop").filter(({ unit }) => CLOCKS.test(unit));
  const others = systemctl(group, "enable", "start", "restart").filter(({ unit }) =>
    /^(ntpd?|ntpsec|openntpd|systemd-timesyncd)\.service$/.test(unit),
  );
  const expected = "systemctl enable chronyd.service";
  return [
    enabled ? pass({ actual: expected, expected }) : missing(host, expected, expected),
    ...none(
      [...stopped, ...others].map(({ command }) => tell(command)),
      "chrony alone sets the clock",
    ),
  ];
}

function after(unit: UnitFile): Observation {
  const names = unit.words("Unit", "After");
  return passIf(
    names.some((name) => name === "time-sync.target" || CLOCKS.test(name)),
    { actual: `After=${names.join(" ")}`, expected: "After=time-sync.target" },
  );
}
