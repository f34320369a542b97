import { Duration } from "../core/duration";
import { block, type Fields } from "./fields";
import { flag, type Rule, text, time } from "./rules";

/** What Enterprise counts for the licence. */
export interface LicenseReporting {
  /** Sends usage to HashiCorp. Needs egress to their host; turn it off where there is none. @default - Vault's own: true */
  readonly enabled?: boolean;
  /** When billing starts, RFC 3339. @default - as in the licence */
  readonly billingStartTimestamp?: string;
  /** Marks the cluster as one for development. @default - Vault's own: false */
  readonly developmentCluster?: boolean;
}

/** What Enterprise reports about itself. */
export interface Reporting {
  /** For the licence. @default - Vault's own */
  readonly license?: LicenseReporting;
  /** Leaves anonymous product usage out. @default - Vault's own: false */
  readonly disableProductUsageReporting?: boolean;
  /** How long the snapshots of usage are kept. @default - Vault's own: 9600 hours */
  readonly snapshotRetentionTime?: Duration;
}

export const LICENSE_REPORTING_FIELDS: Fields<LicenseReporting> = {
  enabled: { key: "enabled", rule: flag },
  billingStartTimestamp: {
    key: "billing_start_timestamp",
    rule: text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/, "a time such as 2026-01-01T00:00:00Z"),
  },
  developmentCluster: { key: "development_cluster", rule: flag },
};

export const REPORTING_FIELDS: Fields<Reporting> = {
  license: { key: "license", rule: block(LICENSE_REPORTING_FIELDS) },
  disableProductUsageReporting: { key: "disable_product_usage_reporting", rule: flag },
  snapshotRetentionTime: {
    key: "snapshot_retention_time",
    rule: time(Duration.hours(1), Duration.days(3650)),
  },
};

export const reporting: Rule<Reporting> = block(REPORTING_FIELDS);
