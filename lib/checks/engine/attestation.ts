/** What no synthesis can see, said by somebody on a day. */
export interface Attestation {
  /** Rule that it answers. */
  readonly rule: string;
  /** What was done or is so, in 20 characters or more. */
  readonly statement: string;
  /** Who says so. */
  readonly attestedBy: string;
  /** Day on which it was so, `YYYY-MM-DD`. */
  readonly date: string;
}
