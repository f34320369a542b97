import { writeSync } from "node:fs";

/** What a program measured of itself. */
export interface Measurement {
  /** From before the first import to after the last, in milliseconds. */
  readonly importMs: number;
  /** From after the last import to the last file written, in milliseconds. */
  readonly constructAndSynthMs: number;
  /** Both, in milliseconds. */
  readonly totalMs: number;
  /** Processor time of the whole process in user and system mode, in milliseconds. */
  readonly cpuMs: number;
  /** Peak resident memory of the process, in MiB. */
  readonly peakMemoryMiB: number;
}

/** The descriptor that a program answers on; standard output belongs to the program. */
const ANSWER = 3;

/** The time of a program, started before its first import. */
export class Clock {
  private readonly start = now();
  private afterImports = this.start;

  /** Everything is imported. */
  public imported(): void {
    this.afterImports = now();
  }

  /** Everything is written: the measurement goes to who started the program. */
  public done(): void {
    const end = now();
    const { user, system } = process.cpuUsage();
    answer({
      importMs: this.afterImports - this.start,
      constructAndSynthMs: end - this.afterImports,
      totalMs: end - this.start,
      cpuMs: (user + system) / 1000,
      peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
    } satisfies Measurement);
  }
}

/** Answers who started this program. */
export function answer(value: unknown): void {
  writeSync(ANSWER, JSON.stringify(value));
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
