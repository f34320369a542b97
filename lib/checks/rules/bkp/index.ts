import type { Rule } from "../../engine/rule";
import { integrityAndFreshness } from "./integrity-and-freshness";
import { lockedBucket } from "./locked-bucket";
import { regionLossSurvivable } from "./region-loss-survivable";
import { restoreTested } from "./restore-tested";
import { scheduledSnapshots } from "./scheduled-snapshots";
import { snapshotIdentity } from "./snapshot-identity";

/** Rules about backups. */
export const BKP_RULES: readonly Rule[] = [
  scheduledSnapshots,
  lockedBucket,
  regionLossSurvivable,
  snapshotIdentity,
  integrityAndFreshness,
  restoreTested,
];
