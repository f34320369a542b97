import type { Rule } from "../../engine/rule";

/** Rules about the network. */
export const NET_RULES: readonly Rule[] = [];
