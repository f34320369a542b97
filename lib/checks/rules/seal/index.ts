import type { Rule } from "../../engine/rule";
import { keyCannotVanish } from "./key-cannot-vanish";

/** Rules about seal and keys. */
export const SEAL_RULES: readonly Rule[] = [keyCannotVanish];
