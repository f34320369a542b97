import type { Rule } from "../../engine/rule";

/** Rules about backups. */
export const BKP_RULES: readonly Rule[] = [];
