/** What a box is: decides its colour. */
export type BoxKind =
  | "peer"
  | "name"
  | "balancer"
  | "nodes"
  | "endpoint"
  | "key"
  | "store"
  | "authority"
  | "alarm"
  | "open";

/** A box of the picture. */
export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly title: string;
  readonly lines: readonly string[];
  /** The id of the frame it stands in; none is the outside. */
  readonly frame?: string;
  /** Terraform addresses that it stands for: who refers to one of them, points at the box. */
  readonly claims: readonly string[];
}

/** A border around boxes: of a network, of a tier of its subnets, or of services that belong together. */
export interface Frame {
  readonly id: string;
  readonly kind: "network" | "tier" | "services";
  /** Frames of lower rows stand further up; what is outside all frames is row 0. */
  readonly row: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly frame?: string;
  readonly claims: readonly string[];
}

/** What an arrow says: an open path, an allowed call, or what is encrypted with which key. */
export type EdgeKind = "path" | "call" | "encrypts" | "sends";

/** An arrow between boxes or frames. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly labels: readonly string[];
}

/** The picture before anything has a place. */
export interface Graph {
  readonly title: string;
  readonly description: string;
  readonly frames: readonly Frame[];
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

/** Finds the boxes and frames that stand for what a value refers to. */
export type BoxOf = (value: unknown) => readonly string[];

/** What one part of the stack adds. */
export interface Part {
  readonly frames?: readonly Frame[];
  readonly boxes?: readonly Box[];
}

/** Joins arrows of one kind between the same two ends: each label once. */
export function joined(edges: readonly Edge[]): readonly Edge[] {
  const byEnds = new Map<string, Edge>();
  for (const edge of edges) {
    const key = `${edge.kind} ${edge.from} ${edge.to}`;
    const labels = [...(byEnds.get(key)?.labels ?? []), ...edge.labels];
    byEnds.set(key, { ...edge, labels: [...new Set(labels)] });
  }
  return [...byEnds.values()];
}

const NAMES = { tls: "TLS", "amazon linux": "Amazon Linux", "auto scaling": "Auto Scaling", s3: "S3" };

/** `OwnAccountOnly` as `own account only`. */
export function words(sid: string): string {
  const plain = sid.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return Object.entries(NAMES).reduce((text, [name, written]) => text.replaceAll(name, written), plain);
}
