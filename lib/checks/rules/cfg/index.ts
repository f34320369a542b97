import type { Rule } from "../../engine/rule";

/** Rules about Vault's configuration. */
export const CFG_RULES: readonly Rule[] = [];
