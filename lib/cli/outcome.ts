/** Nothing fails. */
export const CLEAN = 0;
/** Something fails. */
export const FINDINGS = 1;
/** Something could not be checked. */
export const UNCHECKED = 2;

/** What a command ends with, where it ends by itself. */
export interface Outcome {
  code: number;
}
