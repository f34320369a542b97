import type { WriteStream } from "node:tty";

/** How often the line of a terminal is written anew, in milliseconds. */
const PAUSE = 100;

/** Shows how far a run is: a line that changes on a terminal, nothing on a pipe. */
export class Meter {
  private done = 0;
  private shownAt = 0;

  public constructor(
    private readonly out: Pick<WriteStream, "isTTY" | "write">,
    private readonly all: number,
  ) {}

  /** All items, each counted when it comes. */
  public of<T>(items: Iterable<T>): readonly T[] {
    const collected: T[] = [];
    for (const item of items) {
      collected.push(item);
      this.done += 1;
      this.show();
    }
    return collected;
  }

  /** Takes the line away. */
  public end(): void {
    if (this.out.isTTY) this.out.write("\r\u001b[K");
  }

  private show(): void {
    if (!this.out.isTTY || Date.now() - this.shownAt < PAUSE) return;
    this.shownAt = Date.now();
    this.out.write(`\r${this.done} of ${this.all}`);
  }
}
