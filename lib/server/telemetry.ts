import { Duration } from "../core/duration";
import { loopbackSocket } from "./addresses";
import { block, type Fields } from "./fields";
import { plain, type Relaxable } from "./relaxable";
import { flag, listOf, on, type Rule, relaxable, text, time, whole } from "./rules";
import { refused, within } from "./scope";

/**
 * How Vault reports metrics (rule MON-01). Circonus, Stackdriver, DogStatsD and statsite are left out: they send in
 * clear text or keep a secret in the file.
 */
export interface Telemetry {
  /**
   * Address of a statsd receiver, host and port, UDP. Loopback only, because statsd is plain text.
   *
   * @default "127.0.0.1:8125" (the CloudWatch agent on the node)
   */
  readonly statsdAddress?: string;
  /**
   * How long Prometheus metrics are kept in memory: 24 hours or more. A sealed node stops to refresh its gauges;
   * their last value must outlive the window of the alarms.
   *
   * @default Duration.hours(24) (rule MON-01; HashiCorp's example of 30s loses the series of a sealed node)
   */
  readonly prometheusRetentionTime?: Relaxable<Duration>;
  /** Leaves the host name out of the names of gauges. @default true (rule MON-01: names must not change with nodes) */
  readonly disableHostname?: Relaxable<boolean>;
  /** Adds the host name as a label instead. Useful with Prometheus. @default - Vault's own: false */
  readonly enableHostnameLabel?: boolean;
  /** First part of the name of every metric. @default - Vault's own: "vault" */
  readonly metricsPrefix?: string;
  /** How often usage gauges (tokens, entities, secrets) are collected. @default - Vault's own: 10 minutes */
  readonly usageGaugePeriod?: Duration;
  /** Most label combinations of a usage gauge: 1 to 100000. @default - Vault's own: 500 */
  readonly maximumGaugeCardinality?: number;
  /** Whether metrics that no filter names are reported. @default - Vault's own: true */
  readonly filterDefault?: boolean;
  /**
   * Names to report (`+vault.token`) or to drop (`-vault.route`), by their first parts. What the alarms need
   * (`core`, `audit`, `expire`, `autopilot`, `raft`) cannot be dropped (rule MON-01).
   *
   * @default - Vault's own: none
   */
  readonly prefixFilter?: readonly string[];
  /** Width of the buckets of the metric of leases by expiry. @default - Vault's own: 1 hour */
  readonly leaseMetricsEpsilon?: Duration;
  /** Number of the buckets of the metric of leases by expiry: 1 to 10000. @default - Vault's own: 168 */
  readonly numLeaseMetricsBuckets?: number;
  /** Labels the metric of leases by expiry with the namespace. @default - Vault's own: false */
  readonly addLeaseMetricsNamespaceLabels?: boolean;
  /** Reports rollbacks per mount point. @default - Vault's own: false */
  readonly addMountPointRollbackMetrics?: boolean;
}

const DAY = Duration.hours(24);
/** First parts of the names that alarms need. */
const NEEDED = ["core", "audit", "expire", "autopilot", "raft"];

export const TELEMETRY_FIELDS: Fields<Telemetry> = {
  statsdAddress: { key: "statsd_address", rule: loopbackSocket, fallback: "127.0.0.1:8125" },
  prometheusRetentionTime: {
    key: "prometheus_retention_time",
    rule: relaxable(time(DAY, Duration.days(31)), time(Duration.seconds(0), Duration.days(365))),
    fallback: DAY,
  },
  disableHostname: { key: "disable_hostname", rule: on, fallback: true },
  enableHostnameLabel: { key: "enable_hostname_label", rule: flag },
  metricsPrefix: { key: "metrics_prefix", rule: text(/^[a-z][a-z0-9_]{0,63}$/, "small letters and digits") },
  usageGaugePeriod: { key: "usage_gauge_period", rule: time(Duration.minutes(1), DAY) },
  maximumGaugeCardinality: { key: "maximum_gauge_cardinality", rule: whole(1, 100_000) },
  filterDefault: { key: "filter_default", rule: flag },
  prefixFilter: {
    key: "prefix_filter",
    rule: listOf(text(/^[+-][A-Za-z0-9_.*-]+$/, "+ or - and the first parts of a name: -vault.route")),
  },
  leaseMetricsEpsilon: { key: "lease_metrics_epsilon", rule: time(Duration.minutes(1), Duration.days(31)) },
  numLeaseMetricsBuckets: { key: "num_lease_metrics_buckets", rule: whole(1, 10_000) },
  addLeaseMetricsNamespaceLabels: { key: "add_lease_metrics_namespace_labels", rule: flag },
  addMountPointRollbackMetrics: { key: "add_mount_point_rollback_metrics", rule: flag },
};

export const telemetry: Rule<Telemetry> = (scope, props) => {
  const written = block(TELEMETRY_FIELDS)(scope, props);
  const lost = lostMetrics(props);
  if (lost === undefined) return written;
  throw refused(
    within(scope, "prefix_filter"),
    plain(props.prefixFilter ?? []),
    `filters that keep ${lost}, which alarms need`,
    "drop something else, or name it with + after filter_default = false",
  );
};

/** The first name that alarms need and that filters drop; `undefined` where all are kept. */
export function lostMetrics({
  metricsPrefix,
  filterDefault,
  prefixFilter,
}: Pick<Telemetry, "filterDefault" | "metricsPrefix" | "prefixFilter">): string | undefined {
  const filters = prefixFilter ?? [];
  const dropped = filters.filter((each) => each.startsWith("-")).map((each) => each.slice(1));
  const kept = filters.filter((each) => each.startsWith("+")).map((each) => each.slice(1));
  return NEEDED.map((part) => `${metricsPrefix ?? "vault"}.${part}`).find(
    (name) =>
      dropped.some((prefix) => name.startsWith(prefix) || prefix.startsWith(name)) ||
      (filterDefault === false && !kept.some((prefix) => name.startsWith(prefix))),
  );
}
