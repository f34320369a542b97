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
    [
      "kept for hours",
      { lock: SnapshotLock.compliance(days(1)), keepFor: hours(30) },
      /while their lock still holds/,
    ],
  ])("refuses snapshots %s", (_name, options, says) => {
    expectRefused("SNAPSHOTS_INVALID", () => planSnapshots(options));
    expect(() => planSnapshots(options)).toThrow(says);
  });

  test.each([hours(12), days(0)])("refuses a lock of %s", (duration) => {
    expectRefused("SNAPSHOTS_INVALID", () => SnapshotLock.governance(duration));
  });
});
