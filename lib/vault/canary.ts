/** Engine in which the canary lives. */
export const CANARY_MOUNT = "hardened-canary";

/** Path of the canary. */
export const CANARY_PATH = `${CANARY_MOUNT}/restore-drill`;

/** A secret of no worth: that it is there, and the same, shows that what was restored is this cluster. */
export interface Canary {
  /** Number of the cluster's life. */
  readonly life: string;
}
