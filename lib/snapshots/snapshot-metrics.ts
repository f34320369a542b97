/** Names of the metrics about snapshots, without dimensions: whichever node leads publishes them. */
export const SNAPSHOT_METRICS = {
  /** 1 for each snapshot that is in S3. */
  success: "SnapshotSuccess",
  /** 1 for each that failed. */
  failure: "SnapshotFailure",
  /** Bytes of each. */
  bytes: "SnapshotBytes",
  /** Seconds that each took, upload included. */
  seconds: "SnapshotSeconds",
} as const;
