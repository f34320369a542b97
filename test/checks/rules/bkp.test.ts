import { describeRule } from "../support/describe-rule";
import { cases as integrityAndFreshness } from "./bkp/integrity-and-freshness";
import { cases as lockedBucket } from "./bkp/locked-bucket";
import { cases as regionLossSurvivable } from "./bkp/region-loss-survivable";
import { cases as restoreTested } from "./bkp/restore-tested";
import { cases as scheduledSnapshots } from "./bkp/scheduled-snapshots";
import { cases as snapshotIdentity } from "./bkp/snapshot-identity";

for (const cases of [
  scheduledSnapshots,
  lockedBucket,
  regionLossSurvivable,
  snapshotIdentity,
  integrityAndFreshness,
  restoreTested,
]) {
  describeRule(cases);
}
