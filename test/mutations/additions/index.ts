import type { Mutation } from "../mutation";

/** What weakens the production example by standing beside what it says. */
export const ADDITIONS: readonly Mutation[] = [];
