import { Draft } from "../checks/support/draft";
import type { ExampleName } from "../checks/support/example-name";
import { DRILL } from "./file-places";
import type { Kind } from "./kinds";
import { Lookup } from "./lookup";
import type { Guard, MutationMap } from "./map/entry";
import type { Mutation } from "./mutation";
import type { Place } from "./place";
import { placesOf } from "./places";

/** What follows from the places of a stack and a map of who guards them. */
export interface Derived {
  readonly mutations: readonly Mutation[];
  /** Number of places, and of those that are guarded. */
  readonly places: number;
  readonly guarded: number;
  /** What is wrong with the map: places that it does not know, entries for nothing, kinds that change nothing. */
  readonly problems: readonly string[];
}

/**
 * Derives every mutation.
 *
 * @param from the stack of the production example that is weakened
 */
export function derive(from: ExampleName, maps: readonly MutationMap[]): Derived {
  const lookup = new Lookup(maps);
  const all = placesOf(new Draft(from));
  const ids = new Set(all.map(({ id }) => id));
  const entryOf = (id: string) => {
    const entry = lookup.of(id);
    // What stands on the nodes as well is guarded there as it is on them.
    const onNodes = id.startsWith(DRILL) ? id.slice(DRILL.length) : undefined;
    return entry ?? (onNodes !== undefined && ids.has(onNodes) ? lookup.of(onNodes) : undefined);
  };
  const places = all.map((place) => ({ place, entry: entryOf(place.id) }));
  const unknown = places
    .filter(({ entry }) => entry === undefined)
    .map(({ place }) => `${place.id} is neither guarded by a rule nor irrelevant`);
  const guarded = places.flatMap(({ place, entry }) =>
    Array.isArray(entry) ? [{ place, guards: entry as readonly Guard[] }] : [],
  );
  const changed = new Map<Kind, boolean>();
  const mutations = guarded.flatMap(({ place, guards }) =>
    guards.flatMap(({ rule, kinds }) =>
      kinds.flatMap((kind) => {
        const changes = changesSomething(from, kind, place);
        changed.set(kind, changes || (changed.get(kind) ?? false));
        return changes ? [mutationOf(from, rule, kind, place)] : [];
      }),
    ),
  );
  const idle = [...changed]
    .filter(([, changes]) => !changes)
    .map(([{ name }]) => `"${name}" changes nothing`);
  return {
    mutations,
    places: places.length,
    guarded: guarded.length,
    problems: [...unknown, ...lookup.unused.map((key) => `${key} is no place`), ...idle],
  };
}

/** One list may be worse with an item that another has already. */
function changesSomething(from: ExampleName, kind: Kind, place: Place): boolean {
  const draft = new Draft(from);
  const before = stateOf(draft);
  try {
    kind.apply(draft, place);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("nothing changed")) return false;
    throw error;
  }
  return stateOf(draft) !== before;
}

function stateOf({ configuration, files, drill }: Draft): string {
  return JSON.stringify([configuration, [...files.values()], [...drill.values()]]);
}

function mutationOf(from: ExampleName, rule: string, kind: Kind, place: Place): Mutation {
  return {
    name: `${place.id} ${kind.name}`,
    rule,
    verdict: kind.verdict ?? "fail",
    evidence: () => {
      const draft = new Draft(from);
      kind.apply(draft, place);
      return draft.evidence();
    },
  };
}
