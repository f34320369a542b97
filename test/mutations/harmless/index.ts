import type { Harmless } from "../run";

/** Changes that do no harm. */
export const HARMLESS: readonly Harmless[] = [];
