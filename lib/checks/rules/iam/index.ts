import type { Rule } from "../../engine/rule";

/** Rules about identities of nodes. */
export const IAM_RULES: readonly Rule[] = [];
