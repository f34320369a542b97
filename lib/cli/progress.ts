import type { MirrorProgress } from "../release/mirror/progress";

/** What a progress needs of a stream. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A progress that may have a line on the screen. */
export interface CommandProgress extends MirrorProgress {
  /** Takes away the line that moves, before somebody else writes. */
  clear(): void;
}

const STEPS = 4;

/** Progress for people: one line that moves on a terminal, whole lines and nothing else everywhere else. */
export function streamProgress(stream: ProgressStream): CommandProgress {
  return stream.isTTY && process.env.TERM !== "dumb" ? onTerminal(stream) : inLines(stream);
}

function onTerminal(stream: ProgressStream): CommandProgress {
  let shown = "";
  const clear = () => {
    if (shown !== "") stream.write(`\r${" ".repeat(shown.length)}\r`);
    shown = "";
  };
  return {
    clear,
    note: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    bytes: (file, done, total) => {
      // A terminal that does not know its width says 0.
      const text = amount(file, done, total).slice(0, (stream.columns || 80) - 1);
      if (text !== shown) stream.write(`\r${text.padEnd(shown.length)}`);
      shown = text;
      if (done === total) clear();
    },
  };
}

function inLines(stream: ProgressStream): CommandProgress {
  const shown = new Map<string, number>();
  return {
    clear: () => undefined,
    note: (text) => stream.write(`${text}\n`),
    bytes: (file, done, total) => {
      const step = total === undefined ? 0 : Math.floor((done / total) * STEPS);
      if (step <= (shown.get(file) ?? 0)) return;
      shown.set(file, step);
      stream.write(`${amount(file, done, total)}\n`);
    },
  };
}

function amount(file: string, done: number, total: number | undefined): string {
  const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  if (total === undefined) return `${file}: ${mebibytes(done)} MiB`;
  return `${file}: ${Math.floor((done / total) * 100)} % of ${mebibytes(total)} MiB`;
}
