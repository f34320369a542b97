/** Why something cannot be judged: not a finding, and never clean. */
export class InputError extends Error {
  public constructor(
    message: string,
    /** What to do. */
    public readonly repair: string,
  ) {
    super(message);
    this.name = "InputError";
  }
}
