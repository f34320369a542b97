import * as fc from "fast-check";
import { exponent, median } from "../../bench/statistics";

describe("median", () => {
  it.each([
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("has as many values below as above", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it("leaves its input as it is", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("exponent", () => {
  it.each([0, 1, 1.1, 2])("of a cost that grows with the power %d", (power) => {
    const cost = (size: number) => 42 * size ** power;
    expect(exponent({ size: 10, cost: cost(10) }, { size: 50, cost: cost(50) })).toBeCloseTo(power, 10);
  });
});
