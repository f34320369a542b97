import type { Rule } from "../engine/rule";
import { keyCannotVanish } from "./seal/key-cannot-vanish";

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [keyCannotVanish];
