import type { Rule } from "../../engine/rule";

/** Rules about tokens, policies and the first boot. */
export const TOK_RULES: readonly Rule[] = [];
