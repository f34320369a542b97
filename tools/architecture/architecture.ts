import { alarms, messages } from "./alarms";
import { calls } from "./calls";
import { type Box, type BoxOf, type Edge, type Graph, joined } from "./graph";
import { encryption } from "./keys";
import { network } from "./network";
import { nodes } from "./nodes";
import { paths } from "./paths";
import { stores } from "./stores";
import type { Synthesized } from "./synthesized";

/** The architecture of a synthesized stack: nothing in it was written by hand. */
export function architecture(stack: Synthesized, name: string): Graph {
  const parts = [network(stack), nodes(stack), stores(stack), alarms(stack)];
  const frames = parts.flatMap((part) => part.frames ?? []);
  const made = parts.flatMap((part) => part.boxes ?? []);
  const claimed = [...made, ...frames];
  const boxOf: BoxOf = (value) => {
    const addresses = new Set(stack.referred(value).map(({ address }) => address));
    return claimed.filter(({ claims }) => claims.some((claim) => addresses.has(claim))).map(({ id }) => id);
  };
  const open = paths(stack, boxOf);
  const called = calls(stack, boxOf);
  const boxes: readonly Box[] = [...made, ...open.boxes, ...called.boxes];
  return {
    title: `Architecture of the ${name} example`,
    description: describe(boxes.map(({ title, lines }) => [title, ...lines].join(", "))),
    frames: frames.filter(({ id }) => [...boxes, ...frames].some(({ frame }) => frame === id)),
    boxes,
    edges: joined([
      ...names(stack, boxOf),
      ...open.edges,
      ...called.edges,
      ...encryption(stack, boxOf),
      ...messages(stack, boxOf),
    ]),
  };
}

/** From a zone to what its records name. */
function names(stack: Synthesized, boxOf: BoxOf): readonly Edge[] {
  return stack
    .all("aws_route53_record")
    .flatMap(({ block }) =>
      boxOf(block.zone_id).flatMap((from) =>
        boxOf(block.alias).map((to): Edge => ({ from, to, kind: "sends", labels: ["names"] })),
      ),
    );
}

function describe(boxes: readonly string[]): string {
  return `Drawn from the synthesized Terraform configuration. It shows: ${boxes.join("; ")}.`;
}
