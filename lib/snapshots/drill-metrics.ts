/** Names of the metrics about restore drills, without dimensions. */
export const DRILL_METRICS = {
  /** 1 for each drill that found everything in its place. */
  success: "RestoreTestSuccess",
  /** 1 for each that did not. */
  failure: "RestoreTestFailure",
  /** Seconds from the search for the newest snapshot to the last check. */
  seconds: "RestoreTestSeconds",
  /** Seconds since the snapshot was stored, by the clock of S3. */
  age: "RestoreTestSnapshotAge",
  /** Bytes of the snapshot. */
  bytes: "RestoreTestSnapshotBytes",
} as const;
