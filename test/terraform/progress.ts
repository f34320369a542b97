/** Numbered checks with timings, one line each; the last line is the totals. */
export class Progress {
  private readonly counts = { passed: 0, skipped: 0 };
  private readonly failedTitles: string[] = [];
  private readonly start = Date.now();

  public constructor(private readonly out: NodeJS.WritableStream = process.stdout) {}

  /** How many checks have failed so far. */
  public get failures(): number {
    return this.failedTitles.length;
  }

  /** Something worth knowing that is no check. */
  public note(text: string): void {
    this.out.write(`        ${text}\n`);
  }

  /** Runs a check; a throw fails it and ends the run. */
  public async check<T>(title: string, action: () => Promise<T> | T): Promise<T> {
    const began = Date.now();
    this.out.write(`  ...   ${title}\n`);
    try {
      const result = await action();
      this.counts.passed += 1;
      this.out.write(`  ok    ${title} (${seconds(began)})\n`);
      return result;
    } catch (error) {
      this.failedTitles.push(title);
      this.out.write(`  FAIL  ${title} (${seconds(began)})\n`);
      throw error;
    }
  }

  /** Counts checks that were not run. */
  public skip(count: number): void {
    this.counts.skipped += count;
  }

  /** What failed, by name, as nobody finds it in a long log; and the totals, alone on the last line. */
  public finish(): void {
    const { passed, skipped } = this.counts;
    const failed = this.failedTitles.length;
    for (const title of this.failedTitles) this.note(`failed: ${title}`);
    this.out.write(
      `        ${seconds(this.start)} in all\n${passed} passed, ${failed} failed, ${skipped} skipped\n`,
    );
  }
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(0)} s`;
}
