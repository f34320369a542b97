import type { Rule } from "../../engine/rule";

/** Rules about audit. */
export const AUD_RULES: readonly Rule[] = [];
