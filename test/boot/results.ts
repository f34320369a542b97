import { table } from "../support/table";
import { Progress } from "../terraform/progress";

/** Named checks of which each may fail alone, and times and sizes that were measured. */
export class Results extends Progress {
  /** Whether one failed. */
  public failed = false;
  private readonly measures: (readonly [string, string])[] = [];

  /** Runs a check that does not end the run when it fails. */
  public async see(title: string, action: () => Promise<void> | void): Promise<boolean> {
    try {
      await this.check(title, action);
      return true;
    } catch (error) {
      this.failed = true;
      const text = error instanceof Error ? error.message : String(error);
      for (const line of text.trimEnd().split("\n").slice(0, 40)) this.note(`| ${line}`);
      return false;
    }
  }

  /** Names a check that cannot be run, and why. */
  public leave(title: string, reason: string): void {
    this.note(`skipped: ${title}: ${reason}`);
    this.skip(1);
  }

  /** Remembers a time for the table at the end. */
  public measured(what: string, seconds: number): void {
    this.measures.push([what, `${seconds.toFixed(1)} s`]);
  }

  /** Remembers a size for the table at the end. */
  public sized(what: string, bytes: number): void {
    this.measures.push([what, `${(bytes / 1024).toFixed(0)} KiB`]);
  }

  /** The table of what was measured, and the totals on the last line. */
  public override finish(): void {
    if (this.measures.length > 0) {
      this.note("");
      for (const line of table(["measured", ""], this.measures).split("\n")) this.note(line);
      this.note("");
    }
    super.finish();
  }
}
