import type { Sent } from "./recorded";

/** What applying a stack did. */
export interface Applied {
  /** Addresses of what was taken over. */
  readonly imported: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** What was destroyed, or destroyed and made anew. */
  readonly lost: readonly string[];
  /** Every request that was sent to Vault for it, by who sent it. */
  readonly requests: readonly Sent[];
}

/** Something that applies the stack. */
export interface Applier {
  /** What it is, in a line. */
  readonly title: string;
  apply(): Promise<Applied>;
  /** Takes another version of the stack, for the next time. */
  follow(stack: string): void;
  /** Text of the state that it keeps in a file, where it keeps one. */
  state?(): string;
}
