/** Figures that profiles set; rules compare with them. */
export interface Limits {
  /** Days before a scheduled deletion of the seal key takes place. */
  readonly keyDeletionDays: number;
  /** Seconds of the longest default lease. */
  readonly defaultLeaseSeconds: number;
  /** Seconds of the longest lease. */
  readonly maxLeaseSeconds: number;
  /** Tries before a user is locked. */
  readonly lockoutThreshold: number;
  /** Seconds that a user stays locked. */
  readonly lockoutSeconds: number;
  /** Seconds until failed tries are forgotten. */
  readonly lockoutResetSeconds: number;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Seconds between two snapshots. */
  readonly snapshotSeconds: number;
  /** Days that a snapshot is locked. */
  readonly snapshotLockDays: number;
  /** Lowest version of TLS without a finding. */
  readonly tlsFloor: "tls12" | "tls13";
  /** Age in days at which the data about fixed versions is too old to be trusted. */
  readonly releaseDataDays: number;
}
