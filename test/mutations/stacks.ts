import type { ExampleName } from "../checks/support/example-name";
import { ADDITIONS } from "./additions";
import { ADDITIONS_INSIDE } from "./additions/inside";
import { HARMLESS } from "./harmless";
import { HARMLESS_INSIDE } from "./harmless/inside";
import { HARMLESS_ENGINES } from "./harmless/inside-engines";
import { MAPS } from "./map";
import type { MutationMap } from "./map/entry";
import { MAPS_INSIDE } from "./map/inside";
import type { Mutation } from "./mutation";
import type { Harmless } from "./run";

/** A stack that is weakened. */
interface Weakened {
  readonly from: ExampleName;
  /** Who guards each of its places. */
  readonly maps: readonly MutationMap[];
  /** What weakens it by standing beside what it says. */
  readonly additions: readonly Mutation[];
  /** What does it no harm. */
  readonly harmless: readonly Harmless[];
}

/** The stacks of the production example: the cluster, and what is inside its Vault. */
export const STACKS: readonly Weakened[] = [
  { from: "production", maps: MAPS, additions: ADDITIONS, harmless: HARMLESS },
  {
    from: "inside",
    maps: MAPS_INSIDE,
    additions: ADDITIONS_INSIDE,
    harmless: [...HARMLESS_INSIDE, ...HARMLESS_ENGINES],
  },
];
