import type { Reasoned } from "../core/reason";
import type { Json } from "./json";

/** A value beyond the secure range, and why it is acceptable. */
export interface Relaxed<T> extends Reasoned {
  /** The value to use instead of a secure one. */
  readonly value: T;
}

/**
 * Either a value within the secure range, as it stands, or any value that Vault accepts together with a reason:
 * `maxRequestSize: { value: 67_108_864, reason: "…" }`.
 */
export type Relaxable<T> = T | Relaxed<T>;

/** A relaxation that a server configuration contains, for reports. */
export interface Relaxation {
  /** Vault's name of the setting: `listener[0].max_request_size`. */
  readonly setting: string;
  /** What is rendered. */
  readonly value: Json;
  /** Why it is acceptable, as the user wrote it. */
  readonly reason: string;
}

/** The value of a prop, with or without a reason. */
export function plain<T>(value: Relaxable<T>): T {
  return isRelaxed(value) ? value.value : value;
}

/** Whether a value comes with a reason. */
export function isRelaxed<T>(value: Relaxable<T>): value is Relaxed<T> {
  return typeof value === "object" && value !== null && "reason" in value && "value" in value;
}
