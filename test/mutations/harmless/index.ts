import type { Harmless } from "../run";
import { BROUGHT } from "./brought";
import { CONSTRUCTS } from "./constructs";
import { DRILL } from "./drill";
import { SPELLING } from "./spelling";
import { TERRAFORM_HARMLESS } from "./terraform";
import { UNRELATED } from "./unrelated";
import { VALUES } from "./values";

/** Changes that do no harm. */
export const HARMLESS: readonly Harmless[] = [
  ...TERRAFORM_HARMLESS,
  ...VALUES,
  ...SPELLING,
  ...UNRELATED,
  ...CONSTRUCTS,
  ...BROUGHT,
  ...DRILL,
];
