import { Token } from "cdktf";
import fc from "fast-check";
import { Duration } from "../../lib/core/duration";
import { requireReason } from "../../lib/core/reason";
import { Size } from "../../lib/core/size";
import { expectRefused } from "../support/errors";

describe("Duration", () => {
  test("is written in the largest unit that fits", () => {
    const texts = [
      Duration.seconds(90),
      Duration.minutes(30),
      Duration.minutes(60),
      Duration.days(1),
      Duration.seconds(0),
    ];
    expect(texts.map(String)).toEqual(["90s", "30m", "1h", "24h", "0s"]);
  });

  test("its text and its seconds agree", () => {
    const unit: Record<string, number> = { s: 1, m: 60, h: 3600 };
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => {
        const text = Duration.seconds(seconds).toString();
        expect(Number(text.slice(0, -1)) * (unit[text.slice(-1)] ?? 0)).toBe(seconds);
      }),
    );
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("fails for %s", (amount) => {
    expectRefused("DURATION_INVALID", () => Duration.hours(amount));
  });

  test("compares", () => {
    expect(Duration.hours(1).isLongerThan(Duration.minutes(59))).toBe(true);
    expect(Duration.hours(1).isLongerThan(Duration.minutes(60))).toBe(false);
  });
});

describe("Size", () => {
  test.each([0, -1, 1.5])("fails for %s", (amount) => {
    expectRefused("SIZE_INVALID", () => Size.gibibytes(amount));
  });
});

test("units fail for tokens", () => {
  expectRefused("LITERAL_REQUIRED", () => Duration.seconds(Token.asNumber({ a: 1 })));
  expectRefused("LITERAL_REQUIRED", () => Size.gibibytes(Token.asNumber({ a: 1 })));
  expectRefused("LITERAL_REQUIRED", () => requireReason("x", { reason: Token.asString({ a: 1 }) }));
});

test("a relaxation fails without a real reason", () => {
  expectRefused("REASON_REQUIRED", () => requireReason("x", { reason: "because" }));
  expectRefused("REASON_REQUIRED", () => requireReason("x", { reason: " ".repeat(40) }));
  expect(requireReason("x", { reason: " a cluster for an afternoon " })).toBe("a cluster for an afternoon");
});
