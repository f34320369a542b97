import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";

/** What can be chosen about restore drills. */
export interface RestoreDrillOptions {
  /** Days of the week, 0 for Sunday, at most six days apart. @default [1, 4] */
  readonly weekdays?: readonly number[];
  /** Hour at which a drill begins, in UTC. @default 3 */
  readonly hour?: number;
  /** When its machine ends whatever happens, 20 minutes to 4 hours. @default Duration.minutes(60) */
  readonly timeLimit?: Duration;
}

/** Chosen or default, and checked. */
export interface DrillPlan {
  /** When the machine starts and ends, as cron(8) writes it. */
  readonly starts: string;
  readonly ends: string;
  readonly timeLimitSeconds: number;
  /** Days without a success after which people are told: the longest gap, and a day. */
  readonly silenceDays: number;
}

const MINUTES_OF_DAY = 1440;

/**
 * Fills in defaults and refuses what would stay silent for too long.
 *
 * @throws SNAPSHOTS_INVALID
 */
export function planDrills(options: RestoreDrillOptions = {}): DrillPlan {
  const weekdays = [...new Set(options.weekdays ?? [1, 4])].sort((a, b) => a - b);
  const hour = options.hour ?? 3;
  const limit = options.timeLimit ?? Duration.minutes(60);
  const seconds = limit.toSeconds();
  const minutes = seconds / 60;
  const isDay = (day: number) => Number.isInteger(day) && day >= 0 && day <= 6;
  const gaps = weekdays.map((day, index) => (weekdays[index + 1] ?? (weekdays[0] as number) + 7) - day);
  const longest = Math.max(...gaps);
  if (weekdays.length === 0 || !weekdays.every(isDay) || longest > 6) {
    throw invalid(
      "restore drills are too far apart",
      weekdays,
      "two days of the week or more, 0 to 6, so that silence shows within the seven days that CloudWatch looks back",
      "leave weekdays out: Monday and Thursday",
    );
  }
  if (!Number.isInteger(hour) || hour < 0 || hour > 23) {
    throw invalid("a drill begins at a whole hour", hour, "0 to 23, in UTC", "leave hour out: 3");
  }
  if (!Number.isInteger(minutes) || minutes < 20 || minutes > 240) {
    throw invalid(
      "a drill needs time, and an end",
      String(limit),
      "whole minutes, 20 minutes to 4 hours",
      "leave timeLimit out: an hour",
    );
  }
  // The group ends the machine a little later than the machine itself would have.
  const end = hour * 60 + minutes + 10;
  const later = Math.floor(end / MINUTES_OF_DAY);
  const endsOn = weekdays.map((day) => (day + later) % 7).join(",");
  return {
    starts: `0 ${hour} * * ${weekdays.join(",")}`,
    ends: `${end % 60} ${Math.floor((end % MINUTES_OF_DAY) / 60)} * * ${endsOn}`,
    timeLimitSeconds: seconds,
    silenceDays: longest + 1,
  };
}

function invalid(message: string, got: unknown, expected: string, repair: string): HardenedVaultError {
  return new HardenedVaultError({ code: "SNAPSHOTS_INVALID", message, got, expected, repair });
}
