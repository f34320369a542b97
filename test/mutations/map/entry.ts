import type { Kind } from "../kinds";

/** A rule that guards a place, and the ways to weaken it that it must catch. */
export interface Guard {
  readonly rule: string;
  readonly kinds: readonly Kind[];
}

/** Who guards a place, or why nobody must. */
export type Entry = readonly Guard[] | { readonly irrelevant: string };

/**
 * Entries by places. `*` stands for any name, index or statement; for any text where a place is a line of a file. `#` with
 * a part of a resource's name may stand behind its type. The entry that names a place most closely counts.
 */
export type MutationMap = Readonly<Record<string, Entry>>;

/** A rule that guards a place. */
export function guarded(rule: string, ...kinds: readonly (Kind | readonly Kind[])[]): readonly Guard[] {
  return [{ rule, kinds: kinds.flat() }];
}

/** Nobody must guard it. */
export function irrelevant(reason: string): Entry {
  return { irrelevant: reason };
}
