import type { Rule } from "../../engine/rule";
import { nothingDropped } from "./nothing-dropped";
import { rotatedWithoutLoss } from "./rotated-without-loss";
import { shipped } from "./shipped";

/** Rules about audit. */
export const AUD_RULES: readonly Rule[] = [nothingDropped, shipped, rotatedWithoutLoss];
