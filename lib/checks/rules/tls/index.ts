import type { Rule } from "../../engine/rule";

/** Rules about TLS. */
export const TLS_RULES: readonly Rule[] = [];
