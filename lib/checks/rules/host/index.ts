import type { Rule } from "../../engine/rule";

/** Rules about the host. */
export const HOST_RULES: readonly Rule[] = [];
