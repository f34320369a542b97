import { isLoopback, splitSocket } from "../../../server/addresses";
import { lostMetrics } from "../../../server/telemetry";
import { absent, fits, present } from "../../engine/assertions";
import { fail, type Observation, pass, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOn, onServer, secondsWithin } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import type { Value } from "../../evidence/value";
import { agentConfigurations } from "../../host/log-agent";
import { vaultFlag, vaultSeconds } from "../../host/vault-literals";

const DAY = 24 * 3600;
/** Other receivers: in clear text to another machine, or with a secret in the file. */
const OTHERS = [
  "circonus_api_token",
  "circonus_submission_url",
  "dogstatsd_addr",
  "statsite_address",
  "stackdriver_project_id",
];

export const telemetryUsable = defineRule({
  id: "MON-01",
  title: "Vault's metrics are reported under stable names and outlive an alarm's window",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A sealed node stops to refresh its gauges: with a short retention the series is gone before an alarm on it can go off.",
  remediation:
    "statsd_address on loopback, or prometheus_retention_time of 24h or more; disable_hostname = true; a cluster_name; no filter on core, audit, expire, autopilot and raft.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/telemetry",
    "https://developer.hashicorp.com/vault/docs/internals/telemetry",
  ],
  guide: ["C11", "S33"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.7.2"],
    iso27001: ["A.8.16"],
    nist80053: ["SI-4", "CA-7"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => {
    const telemetry = server.at("telemetry");
    return [
      ...receiver(telemetry),
      isOn(telemetry.at("disable_hostname")),
      present(server.at("cluster_name"), { reason: "the generated name changes the names of the metrics" }),
      ...OTHERS.map((key) => absent(telemetry.at(key))),
      filters(telemetry),
      ...agent(host, telemetry.at("statsd_address")),
    ];
  }),
});

/** One of the two ways, and none of them in a way that does not help. */
function receiver(telemetry: Value): readonly Observation[] {
  const statsd = telemetry.at("statsd_address");
  const retention = telemetry.at("prometheus_retention_time");
  const isOff =
    retention.isAbsent || (retention.literal !== undefined && vaultSeconds(retention.literal) === 0);
  const statsdGiven = !statsd.isAbsent && statsd.literal !== "";
  if (!statsdGiven && isOff) {
    return [
      fail({
        actual: "neither statsd_address nor prometheus_retention_time is set",
        expected: "metrics that somebody gets",
      }),
    ];
  }
  return [
    ...(statsdGiven
      ? [
          fits(statsd, "statsd_address on loopback: it is plain text", (text) =>
            isLoopback(splitSocket(String(text)).host),
          ),
        ]
      : []),
    ...(isOff ? [] : [secondsWithin(retention, [DAY, Number.POSITIVE_INFINITY])]),
  ];
}

function filters(telemetry: Value): Observation {
  const prefixes = telemetry.at("prefix_filter").items.map(({ raw }) => String(raw));
  const byDefault = telemetry.at("filter_default");
  const prefix = telemetry.at("metrics_prefix").literal;
  const lost = lostMetrics({
    prefixFilter: prefixes,
    ...(byDefault.isAbsent ? {} : { filterDefault: vaultFlag(byDefault.raw ?? true) ?? false }),
    ...(typeof prefix === "string" ? { metricsPrefix: prefix } : {}),
  });
  const actual = `prefix_filter ${prefixes.join(", ") || "is not set"}, filter_default ${byDefault}`;
  const expected = "what alarms need is reported";
  return lost === undefined
    ? pass({ actual, expected })
    : fail({ actual: `${actual}: ${lost} is lost`, expected });
}

/** The receiver on the node listens where Vault sends to, and nowhere else. */
function agent(host: Host, statsd: Value): readonly Observation[] {
  if (statsd.isAbsent) return [];
  const expected = `something on the node that takes what Vault sends to ${statsd}`;
  const receivers = agentConfigurations(host).filter(
    (one) => !one.at("metrics.metrics_collected.statsd").isAbsent,
  );
  if (receivers.length === 0 && host.isComplete) {
    return [fail({ actual: "nothing takes statsd", expected })];
  }
  return agentConfigurations(host).flatMap((configuration) => {
    const address = configuration.at("metrics.metrics_collected.statsd.service_address");
    return configuration.at("metrics").isAbsent
      ? []
      : [
          passIf(address.literal === statsd.literal, {
            actual: `${configuration.path}: statsd at ${address}`,
            expected: `statsd at ${statsd}, on loopback`,
          }),
        ];
  });
}
