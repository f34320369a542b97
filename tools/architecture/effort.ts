/** A point of an arrow. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is measured of a layout. */
interface Measured {
  readonly edges: readonly { readonly points: readonly Point[] }[];
  readonly width: number;
  readonly height: number;
}

/** What a crossing of two arrows costs, as pixels that an arrow is longer. */
const CROSSING = 120;
/** What a pixel of the picture's height and width costs: a page is narrow and long. */
const HEIGHT = 4;
const WIDTH = 6;

/** How hard a layout is to read: long arrows, arrows that cross, and a large picture. */
export function effort({ edges, width, height }: Measured): number {
  const arrows = edges.map(({ points }) => segments(points));
  const length = arrows.flat().reduce((sum, [from, to]) => sum + distance(from, to), 0);
  return length + CROSSING * crossings(arrows) + HEIGHT * height + WIDTH * width;
}

type Segment = readonly [Point, Point];

const segments = (points: readonly Point[]): readonly Segment[] =>
  points.slice(1).map((to, index) => [points[index] as Point, to]);

const distance = (from: Point, to: Point) => Math.abs(to.x - from.x) + Math.abs(to.y - from.y);

function crossings(arrows: readonly (readonly Segment[])[]): number {
  let count = 0;
  for (const [index, arrow] of arrows.entries()) {
    for (const other of arrows.slice(index + 1)) {
      count += arrow.flatMap((one) => other.filter((two) => cross(one, two))).length;
    }
  }
  return count;
}

/** Whether one segment is upright, the other level, and both go on beyond the point where they meet. */
function cross(one: Segment, two: Segment): boolean {
  const isInside = (value: number, from: number, to: number) =>
    value > Math.min(from, to) && value < Math.max(from, to);
  const meet = ([up, upEnd]: Segment, [flat, flatEnd]: Segment) =>
    up.x === upEnd.x &&
    flat.y === flatEnd.y &&
    isInside(up.x, flat.x, flatEnd.x) &&
    isInside(flat.y, up.y, upEnd.y);
  return meet(one, two) || meet(two, one);
}
