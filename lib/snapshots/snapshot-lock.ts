import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";

/**
 * How snapshots are kept from being deleted: S3 Object Lock, whose mode and days hold for each snapshot from the moment
 * that it is stored. What was stored keeps its lock, whatever is chosen later.
 */
export class SnapshotLock {
  /**
   * Nobody deletes a snapshot or shortens its lock, not even the account's root. The default. The bucket outlives the
   * cluster by as long as the lock holds.
   *
   * @param duration whole days, 1 or more
   * @throws SNAPSHOTS_INVALID
   */
  public static compliance(duration: Duration): SnapshotLock {
    return new SnapshotLock("COMPLIANCE", wholeDays(duration));
  }

  /**
   * Identities with `s3:BypassGovernanceRetention` may delete a snapshot; nodes never have it. For clusters that are meant
   * to be thrown away.
   *
   * @param duration whole days, 1 or more
   * @throws SNAPSHOTS_INVALID
   */
  public static governance(duration: Duration): SnapshotLock {
    return new SnapshotLock("GOVERNANCE", wholeDays(duration));
  }

  private constructor(
    /** As S3 names it. */
    public readonly mode: "COMPLIANCE" | "GOVERNANCE",
    /** How long a snapshot cannot be deleted. */
    public readonly days: number,
  ) {}
}

function wholeDays(duration: Duration): number {
  const days = duration instanceof Duration ? duration.toDays() : Number.NaN;
  if (Number.isInteger(days) && days >= 1) return days;
  throw new HardenedVaultError({
    code: "SNAPSHOTS_INVALID",
    message: "Object Lock counts in whole days",
    got: String(duration),
    expected: "1 day or more",
    repair: "SnapshotLock.compliance(Duration.days(35))",
  });
}
