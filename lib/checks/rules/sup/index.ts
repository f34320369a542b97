import type { Rule } from "../../engine/rule";

/** Rules about the supply chain. */
export const SUP_RULES: readonly Rule[] = [];
