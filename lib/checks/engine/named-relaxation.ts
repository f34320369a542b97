/** A weaker setting that the code itself names, with its reason: `Protection.relaxed({ reason })`. */
export interface NamedRelaxation {
  /** Rules whose failures it explains. */
  readonly rules: readonly string[];
  /** Path of the construct, with everything below it. */
  readonly scope: string;
  /** Name of the relaxation as it stands in the code. */
  readonly name: string;
  readonly reason: string;
  /** What the finding says, with `*` for anything. @default - every finding of these rules */
  readonly finding?: string;
}
