/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const pair = Number.isInteger(middle) ? [sorted[middle - 1], sorted[middle]] : [sorted[Math.floor(middle)]];
  return pair.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / pair.length;
}

/** How a cost grows between two sizes: the slope of log(cost) over log(size); 1 is linear, 2 is quadratic. */
export function exponent(small: Point, large: Point): number {
  return Math.log(large.cost / small.cost) / Math.log(large.size / small.size);
}

/** What a size costs. */
export interface Point {
  readonly size: number;
  readonly cost: number;
}
