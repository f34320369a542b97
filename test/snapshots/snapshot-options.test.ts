import { Duration } from "../../lib/core/duration";
import { SnapshotLock } from "../../lib/snapshots/snapshot-lock";
import { planSnapshots, type SnapshotOptions } from "../../lib/snapshots/snapshot-options";
import { expectRefused } from "../support/errors";

const { minutes, hours, days } = Duration;

describe("planSnapshots", () => {
  test("needs nothing to be said", () => {
    expect(planSnapshots()).toEqual({
      intervalSeconds: 21_600,
      timeLimitSeconds: 1800,
      lock: { mode: "COMPLIANCE", days: 35 },
      keepDays: 90,
    });
  });

  test.each([minutes(15), minutes(20), hours(1), hours(12), hours(24)])(
    "takes an interval of %s",
    (interval) => {
      const { intervalSeconds } = planSnapshots({ interval, timeLimit: minutes(10) });
      expect(intervalSeconds).toBe(interval.toSeconds());
    },
  );

  test.each<[string, SnapshotOptions, RegExp]>([
    ["more than a day apart", { interval: hours(25) }, /too far apart/],
    ["two days apart", { interval: days(2) }, /too far apart/],
    ["at other times each day", { interval: hours(5) }, /does not come round/],
    ["all the time", { interval: minutes(5) }, /does not come round/],
    ["every 90 minutes", { interval: minutes(90) }, /does not come round/],
    ["longer than the interval", { interval: hours(1), timeLimit: hours(1) }, /before the next one/],
    ["in no time", { timeLimit: Duration.seconds(0) }, /before the next one/],
    ["locked for longer than kept", { keepFor: days(30) }, /while their lock still holds/],
    ["locked for as long as kept", { keepFor: days(35) }, /while their lock still holds/],
    ["kept for hours", { lock: SnapshotLock.compliance(days(1)), keepFor: hours(30) }, /for whole days/],
    [
      "locked for longer than they are kept by default",
      { lock: SnapshotLock.compliance(days(120)) },
      /while their lock/,
    ],
  ])("refuses snapshots %s", (_name, options, says) => {
    expectRefused("SNAPSHOTS_INVALID", () => planSnapshots(options));
    expect(() => planSnapshots(options)).toThrow(says);
  });

  test.each<[string, SnapshotOptions, SnapshotOptions]>([
    ["a time that is too long", { interval: minutes(15) }, { interval: minutes(15), timeLimit: minutes(7) }],
    [
      "days that are none",
      { lock: SnapshotLock.compliance(days(1)), keepFor: hours(30) },
      { lock: SnapshotLock.compliance(days(1)), keepFor: days(2) },
    ],
  ])("names what would do instead of %s", (_name, refused, repaired) => {
    const { problem } = expectRefused("SNAPSHOTS_INVALID", () => planSnapshots(refused));
    const [, unit, amount] = /Duration\.(\w+)\((\d+)\)/.exec(problem.repair) ?? [];
    expect(Object.values(repaired).map(String)).toContain(String(Duration[unit as "days"](Number(amount))));
    expect(() => planSnapshots(repaired)).not.toThrow();
  });

  test.each([hours(12), days(0)])("refuses a lock of %s", (duration) => {
    expectRefused("SNAPSHOTS_INVALID", () => SnapshotLock.governance(duration));
  });
});
