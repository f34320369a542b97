import type { Rule } from "../../engine/rule";

/** Rules about monitoring. */
export const MON_RULES: readonly Rule[] = [];
