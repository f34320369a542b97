import type { BoxKind, EdgeKind } from "./graph";
import {
  LABEL,
  type Layout,
  LEADING,
  LINE,
  type PlacedBox,
  type PlacedEdge,
  type PlacedFrame,
  type Point,
  TITLE,
} from "./layout";

/** The colour of the bar at a box's left side. */
const BARS: Readonly<Record<BoxKind, string>> = {
  peer: "#64748b",
  name: "#0e7490",
  balancer: "#6d28d9",
  nodes: "#111827",
  endpoint: "#1d4ed8",
  key: "#b45309",
  store: "#15803d",
  authority: "#0f766e",
  alarm: "#be185d",
  open: "#dc2626",
};

const STROKES: Readonly<Record<EdgeKind, { colour: string; dashes: string; meaning: string }>> = {
  path: { colour: "#1d4ed8", dashes: "", meaning: "open network path, TCP port" },
  call: { colour: "#15803d", dashes: "6 3", meaning: "allowed by an IAM or key policy" },
  encrypts: { colour: "#b45309", dashes: "2 3", meaning: "encrypted with" },
  sends: { colour: "#64748b", dashes: "", meaning: "leads to" },
};

const FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
const LEGEND = 34;

/** Draws a layout. The card has its own background, so that it reads the same on a light and on a dark page. */
export function svg(layout: Layout): string {
  const { graph, width } = layout;
  const height = layout.height + LEGEND;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="${FONT}">`,
    `<title id="title">${escaped(graph.title)}</title>`,
    `<desc id="description">${escaped(graph.description)}</desc>`,
    "<defs>",
    ...Object.entries(STROKES).map(([kind, { colour }]) => marker(kind, colour)),
    "</defs>",
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="#f8fafc" stroke="#cbd5e1"/>`,
    ...layout.frames.map(frame),
    ...layout.edges.map(line),
    ...layout.boxes.map(box),
    ...layout.edges.flatMap(label),
    ...legend(layout),
    "</svg>",
  ].join("\n")}\n`;
}

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function text(at: Point, value: string, size: number, colour: string, more = ""): string {
  return `<text x="${at.x}" y="${at.y}" font-size="${size}" fill="${colour}"${more}>${escaped(value)}</text>`;
}

function marker(kind: string, colour: string): string {
  return `<marker id="${kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" fill="${colour}"/></marker>`;
}

function frame(placed: PlacedFrame): string {
  const { x, y, width, height } = placed;
  const look =
    placed.frame.kind !== "tier"
      ? 'fill="#eef2f7" stroke="#475569" stroke-width="1.5"'
      : 'fill="#ffffff" stroke="#94a3b8" stroke-dasharray="4 3"';
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" ${look}/>`,
    ...(placed.frame.kind === "services" ? [upright(placed)] : texts(placed)),
  ].join("\n");
}

/** The title of a frame along its left side, where no arrow comes in. */
function upright({ x, y, height, frame: { title } }: PlacedFrame): string {
  const at = { x: x + 20, y: y + Math.round(height / 2) };
  return text(
    at,
    title,
    TITLE,
    "#0f172a",
    ` font-weight="600" text-anchor="middle" transform="rotate(-90 ${at.x} ${at.y})"`,
  );
}

function box(placed: PlacedBox): string {
  const { x, y, width, height } = placed;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="#94a3b8"/>`,
    `<path d="M${x + 4} ${y} H${x + 5} V${y + height} H${x + 4} a4 4 0 0 1 -4 -4 V${y + 4} a4 4 0 0 1 4 -4 Z" fill="${BARS[placed.box.kind]}"/>`,
    ...texts(placed),
  ].join("\n");
}

/** The title and the lines of a box or a frame, from its top left corner. */
function texts({ x, y, title, lines }: PlacedBox | PlacedFrame): readonly string[] {
  const left = x + 13;
  const first = y + 19;
  const below = first + (title.length - 1) * (LEADING + 2);
  return [
    ...title.map((value, index) =>
      text({ x: left, y: first + index * (LEADING + 2) }, value, TITLE, "#0f172a", ' font-weight="600"'),
    ),
    ...lines.map((value, index) =>
      text({ x: left, y: below + (index + 1) * LEADING }, value, LINE, "#334155"),
    ),
  ];
}

function line({ edge: { kind }, points }: PlacedEdge): string {
  const { colour, dashes } = STROKES[kind];
  const path = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(" ");
  const dash = dashes === "" ? "" : ` stroke-dasharray="${dashes}"`;
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.4"${dash} marker-end="url(#${kind})"/>`;
}

function label({ edge: { kind }, label: placed }: PlacedEdge): readonly string[] {
  if (placed === undefined) return [];
  const { x, y, width, height, lines } = placed;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="#f8fafc" fill-opacity="0.92"/>`,
    ...lines.map((value, index) =>
      text(
        { x: x + width / 2, y: y + 12 + index * 13 },
        value,
        LABEL,
        STROKES[kind].colour,
        ' text-anchor="middle"',
      ),
    ),
  ];
}

function legend({ graph, height }: Layout): readonly string[] {
  const used = Object.entries(STROKES).filter(([kind]) => graph.edges.some((edge) => edge.kind === kind));
  return used.flatMap(([kind, { colour, dashes, meaning }], index) => {
    const x = 24 + index * 215;
    const y = height + 8;
    return [
      `<path d="M${x} ${y} H${x + 32}" stroke="${colour}" stroke-width="1.4" stroke-dasharray="${dashes}" marker-end="url(#${kind})"/>`,
      text({ x: x + 40, y: y + 4 }, meaning, LINE, "#334155"),
    ];
  });
}
