import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { SnapshotLock } from "./snapshot-lock";

/** What can be chosen about snapshots. */
export interface SnapshotOptions {
  /**
   * Time between two snapshots: what may be lost. A part of a day that comes round, 15 minutes to 24 hours.
   *
   * @default Duration.hours(6)
   */
  readonly interval?: Duration;
  /**
   * How long one may take, upload included, before it is given up: a minute or more, less than the interval.
   *
   * @default Duration.minutes(30)
   */
  readonly timeLimit?: Duration;
  /**
   * What keeps them from being deleted; each keeps the lock that it was stored with, for good.
   *
   * @default SnapshotLock.compliance(Duration.days(35)); governance where the cluster's protection is relaxed
   */
  readonly lock?: SnapshotLock;
  /**
   * How long they can be found and restored: whole days, more than the lock. Then S3 keeps each for the days of the lock
   * and one more as a version that is not listed, and deletes it.
   *
   * @default Duration.days(90)
   */
  readonly keepFor?: Duration;
}

/** Chosen or default, and checked. */
export interface SnapshotPlan {
  readonly intervalSeconds: number;
  readonly timeLimitSeconds: number;
  readonly lock: SnapshotLock;
  readonly keepDays: number;
}

const DAY = 86_400;

/**
 * Fills in defaults and refuses what would not hold what it promises.
 *
 * @throws SNAPSHOTS_INVALID
 */
export function planSnapshots(options: SnapshotOptions = {}): SnapshotPlan {
  const interval = options.interval ?? Duration.hours(6);
  const timeLimit = options.timeLimit ?? Duration.minutes(30);
  const lock = options.lock ?? SnapshotLock.compliance(Duration.days(35));
  const keepFor = options.keepFor ?? Duration.days(90);
  const seconds = interval.toSeconds();
  if (seconds > DAY) {
    throw invalid(
      "snapshots are too far apart",
      `interval ${interval}`,
      "24 hours or less: all that is written between two snapshots can be lost",
      "take one at least daily; the default is every 6 hours",
    );
  }
  if (seconds < 900 || DAY % seconds !== 0 || (seconds < 3600 ? 3600 % seconds : seconds % 3600) !== 0) {
    throw invalid(
      "the interval of snapshots does not come round with the day",
      `interval ${interval}`,
      "15, 20 or 30 minutes, or 1, 2, 3, 4, 6, 8, 12 or 24 hours",
      "choose the next shorter one of these",
    );
  }
  if (timeLimit.toSeconds() < 60 || !interval.isLongerThan(timeLimit)) {
    throw invalid(
      "a snapshot must end before the next one begins",
      `timeLimit ${timeLimit}, interval ${interval}`,
      "a timeLimit of 1 minute or more, shorter than the interval; the default is 30 minutes",
      `give a timeLimit of Duration.minutes(${Math.floor(seconds / 120)}), or take snapshots less often`,
    );
  }
  if (!Number.isInteger(keepFor.toDays())) {
    throw invalid(
      "snapshots are kept for whole days",
      `keepFor ${keepFor}`,
      "whole days, more than the lock",
      `give a keepFor of Duration.days(${Math.max(Math.ceil(keepFor.toDays()), lock.days + 1)})`,
    );
  }
  if (keepFor.toDays() <= lock.days) {
    throw invalid(
      "snapshots would be deleted while their lock still holds",
      `keepFor ${keepFor.toDays()} days, lock ${lock.days} days`,
      "more days than the lock has: S3 keeps a locked snapshot and tries again for ever",
      "raise keepFor, or choose a shorter lock before the first deployment",
    );
  }
  return {
    intervalSeconds: seconds,
    timeLimitSeconds: timeLimit.toSeconds(),
    lock,
    keepDays: keepFor.toDays(),
  };
}

function invalid(message: string, got: string, expected: string, repair: string): HardenedVaultError {
  return new HardenedVaultError({ code: "SNAPSHOTS_INVALID", message, got, expected, repair });
}
