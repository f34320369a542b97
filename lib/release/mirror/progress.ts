/** Who is told what goes on. */
export interface MirrorProgress {
  /** A step, in a short lower-case sentence. */
  note(text: string): void;
  /**
   * How far a file is.
   *
   * @param done bytes so far
   * @param total bytes in all; undefined when the server does not say
   */
  bytes(file: string, done: number, total: number | undefined): void;
}
