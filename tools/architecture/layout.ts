import Elk, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import { effort } from "./effort";
import type { Box, BoxKind, Edge, Frame, Graph } from "./graph";
import { widthOf, wrap } from "./text";

export const TITLE = 13;
export const LINE = 11;
export const LABEL = 10.5;
export const LEADING = 15;
const PADDING = 10;
/** How wide a line of text may be in boxes of one kind. */
const TEXT_WIDTH: Readonly<Record<BoxKind, number>> = {
  peer: 180,
  name: 150,
  balancer: 250,
  nodes: 250,
  endpoint: 200,
  key: 112,
  store: 140,
  authority: 120,
  alarm: 190,
  open: 140,
};
const LABEL_WIDTH = 104;
/** What a frame says stands in a column at its left, where no arrow passes. */
const COLUMN = 124;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** A text at a place: its first line's top left corner. */
export interface PlacedText extends Area {
  readonly lines: readonly string[];
}

export type PlacedBox = Area & {
  readonly box: Box;
  readonly title: readonly string[];
  readonly lines: readonly string[];
};
export type PlacedFrame = Area & { readonly frame: Frame } & BoxText;
export type PlacedEdge = {
  readonly edge: Edge;
  readonly points: readonly Point[];
  readonly label?: PlacedText;
};

/** The picture with everything at its place; all numbers are whole. */
export interface Layout {
  readonly graph: Graph;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly PlacedFrame[];
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=20,left=20,bottom=20,right=20]",
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "30",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.thoroughness": "40",
  "elk.edgeLabels.inline": "true",
  "elk.layered.edgeLabels.centerLabelPlacementStrategy": "SPACE_EFFICIENT_LAYER",
};

/** How many beginnings of the random search are tried; more hardly find anything better. */
const TRIES = 24;

/** Gives every box, frame and arrow its place: of several layouts the one that is read with the least effort. */
export async function layOut(graph: Graph): Promise<Layout> {
  const layouts: Layout[] = [];
  for (let seed = 1; seed <= TRIES; seed += 1) layouts.push(await layOutFrom(graph, seed));
  return layouts.reduce((best, layout) => (effort(layout) < effort(best) ? layout : best));
}

async function layOutFrom(graph: Graph, seed: number): Promise<Layout> {
  const texts = new Map(graph.boxes.map((box) => [box.id, textOf(box)]));
  const children = (frame: string | undefined): ElkNode[] => [
    ...graph.frames
      .filter((inner) => inner.frame === frame)
      .map((inner) => frameNode(inner, children(inner.id))),
    ...graph.boxes.filter((box) => box.frame === frame).map(({ id }) => ({ id, ...sizeOf(texts.get(id)) })),
  ];
  const placed: ElkNode = await new Elk().layout({
    id: "root",
    layoutOptions: { ...OPTIONS, "elk.randomSeed": String(seed) },
    children: children(undefined),
    edges: graph.edges.map((edge, index) => edgeOf(edge, index, leadsUp(graph, edge))),
  });
  const areas = areasOf(placed, { x: 0, y: 0 });
  const area = (id: string): Area => areas.get(id) as Area;
  return {
    graph,
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    frames: graph.frames.map((frame) => ({ frame, ...frameText(frame), ...area(frame.id) })),
    boxes: graph.boxes.map((box) => ({ box, ...(texts.get(box.id) as BoxText), ...area(box.id) })),
    edges: (placed.edges ?? []).map((edge, index) =>
      placedEdge(graph, graph.edges[index] as Edge, edge as ElkExtendedEdge, areas),
    ),
  };
}

interface BoxText {
  readonly title: readonly string[];
  readonly lines: readonly string[];
}

function textOf({ title, lines, kind }: Box): BoxText {
  const width = TEXT_WIDTH[kind];
  return {
    title: wrap(title, TITLE, width, "bold"),
    lines: lines.filter((line) => line !== "").flatMap((line) => wrap(line, LINE, width)),
  };
}

function sizeOf({ title, lines }: BoxText = { title: [], lines: [] }): { width: number; height: number } {
  const widths = [
    ...title.map((line) => widthOf(line, TITLE, "bold")),
    ...lines.map((line) => widthOf(line, LINE)),
  ];
  return {
    width: Math.max(...widths) + 2 * PADDING + 4,
    height: title.length * (LEADING + 2) + lines.length * LEADING + 2 * PADDING - 4,
  };
}

function frameNode(frame: Frame, children: ElkNode[]): ElkNode {
  const { title, lines } = frameText(frame);
  const height = title.length * (LEADING + 2) + lines.length * LEADING + 20;
  const isColumn = frame.kind !== "services";
  return {
    id: frame.id,
    children,
    layoutOptions: {
      "elk.padding": isColumn
        ? `[top=14,left=${COLUMN + 24},bottom=14,right=14]`
        : "[top=14,left=30,bottom=14,right=14]",
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${isColumn ? height : 0},${isColumn ? height : 0})`,
    },
  };
}

function frameText({ title, lines }: Frame): BoxText {
  return {
    title: wrap(title, TITLE, COLUMN, "bold"),
    lines: lines.flatMap((line) => wrap(line, LINE, COLUMN)),
  };
}

/** Whether an arrow leads to a row further up: then it is laid out the other way round. */
function leadsUp({ boxes, frames }: Graph, { from, to }: Edge): boolean {
  const row = (id: string) => {
    const frame = boxes.find((box) => box.id === id)?.frame ?? id;
    return frames.find((one) => one.id === frame)?.row ?? 0;
  };
  return row(to) < row(from);
}

function edgeOf({ from, to, labels }: Edge, index: number, up: boolean): ElkExtendedEdge {
  const lines = labelLines(labels);
  const width = Math.max(0, ...lines.map((line) => widthOf(line, LABEL))) + 6;
  return {
    id: `edge-${index}`,
    sources: [up ? to : from],
    targets: [up ? from : to],
    labels: labels.length === 0 ? [] : [{ text: lines.join(), width, height: lines.length * 13 + 4 }],
  };
}

const labelLines = (labels: readonly string[]) => labels.flatMap((label) => wrap(label, LABEL, LABEL_WIDTH));

function areasOf({ children = [] }: ElkNode, origin: Point): Map<string, Area> {
  const areas = new Map<string, Area>();
  for (const node of children) {
    const { x = 0, y = 0, width = 0, height = 0 } = node;
    const area = { ...moved({ x, y }, origin), width: Math.round(width), height: Math.round(height) };
    areas.set(node.id, area);
    for (const [id, inner] of areasOf(node, area)) areas.set(id, inner);
  }
  return areas;
}

const moved = (point: Point, by: Point): Point => ({
  x: Math.round(point.x + by.x),
  y: Math.round(point.y + by.y),
});

/** An arrow's points are counted from the frame that holds both its ends. */
function placedEdge(
  graph: Graph,
  edge: Edge,
  placed: ElkExtendedEdge,
  areas: ReadonlyMap<string, Area>,
): PlacedEdge {
  const container = (placed as { container?: string }).container;
  const origin = (container === undefined ? undefined : areas.get(container)) ?? { x: 0, y: 0 };
  const down = (placed.sections ?? [])
    .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
    .map((point) => moved(point, origin));
  const points = leadsUp(graph, edge) ? down.reverse() : down;
  const [label] = placed.labels ?? [];
  if (label === undefined) return { edge, points };
  const { x = 0, y = 0, width = 0, height = 0 } = label;
  return {
    edge,
    points,
    label: { ...moved({ x, y }, origin), width, height, lines: labelLines(edge.labels) },
  };
}
