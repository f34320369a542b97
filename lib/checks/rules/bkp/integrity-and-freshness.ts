import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups, MACHINES, missing, onHost } from "../../engine/subjects";
import { vaultAlarms } from "../../evidence/alarms";
import type { Host } from "../../evidence/host";
import { inspects, saves, snapshotTimers, uploads } from "../../host/snapshots";
import { isReported, tellsFailure, tellsSilence } from "./alarms";

const EXPECTED = "snapshots that are looked through, summed and then stored";

export const integrityAndFreshness = defineRule({
  id: "BKP-05",
  title: "A snapshot is whole when it is stored, and people hear when one is missing",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A snapshot that was cut short, or that nobody took for a month, looks like all others until the day that it is needed.",
  remediation:
    "Look through each one with vault operator raft snapshot inspect, hand its SHA-256 to S3, alarm on the age of the newest one (missing data breach) and on each failure.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/commands/operator/raft#snapshot-inspect",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html",
  ],
  guide: ["S37"],
  controls: {
    soc2: ["A1.2", "CC7.2"],
    pciDss: ["10.7.2", "9.4.1.2"],
    iso27001: ["A.8.13"],
    nist80053: ["CP-9(1)", "SI-7"],
  },
  claims: MACHINES,
  subjects: clusterGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onHost((host, _group, context) => {
    const timers = snapshotTimers(host);
    if (timers.length === 0) return [missing(host, "a timer that takes snapshots", EXPECTED)];
    return [
      ...timers.flatMap(({ timer, commands }) => inOrder(timer.service, commands)),
      ...alarms(host, context),
    ];
  }),
});

type Commands = Parameters<typeof saves>[0][];

function inOrder(service: string, commands: Readonly<Commands>): readonly Observation[] {
  const saved = commands.findIndex(saves);
  const inspected = commands.findIndex(inspects);
  const stored = commands.filter(uploads);
  const first = commands.findIndex(uploads);
  if (stored.length === 0) {
    return [
      unknown({
        actual: `${service} stores nothing in S3`,
        expected: EXPECTED,
        reason: "it may be stored by another program",
      }),
    ];
  }
  return [
    passIf(inspected > saved && inspected < first, {
      actual:
        inspected < 0 ? `${service} stores what it never looked through` : `${service} looks through it`,
      expected: "vault operator raft snapshot inspect between saving and storing",
    }),
    ...stored.map(({ words }) =>
      passIf(
        words.some((word) => /^--checksum-(sha256|sha1|crc32c?|crc64nvme|algorithm)\b/.test(word)),
        {
          actual: words.filter((word) => word.startsWith("--")).join(" "),
          expected: "a sum that S3 checks and keeps",
        },
      ),
    ),
  ];
}

function alarms(host: Host, { evidence }: RuleContext): readonly Observation[] {
  const all = vaultAlarms(evidence)
    .filter((alarm) => /snapshot/i.test(String(alarm.at("metric_name"))))
    .filter((alarm) => isReported(alarm.at("namespace"), host));
  const age = all.filter(tellsSilence);
  const failure = all.filter(tellsFailure);
  return [
    passIf(age.length > 0, {
      actual: `${age.length} alarms when no snapshot is reported`,
      expected: "an alarm on the age of the newest snapshot, for which missing data breach",
    }),
    passIf(failure.length > 0, {
      actual: `${failure.length} alarms when a snapshot fails`,
      expected: "an alarm on each failure",
    }),
  ];
}
