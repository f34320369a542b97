import { readFileSync } from "node:fs";

/** A request or an answer that a device wrote down. */
export interface AuditEntry {
  readonly type: "request" | "response";
  readonly request: { readonly id: string; readonly operation: string; readonly path: string };
  readonly error?: string;
}

/** The file of one device, as far as it has been written. */
export class AuditLog {
  /** @param strip what stands before the JSON in each line */
  public constructor(
    public readonly device: string,
    private readonly file: string,
    private readonly strip: RegExp = /^/,
  ) {}

  /** Everything in it. */
  public text(): string {
    return readFileSync(this.file, "utf8");
  }

  /** Its entries from a line on. */
  public entries(from = 0): readonly AuditEntry[] {
    const lines = this.text().split("\n").slice(from);
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line.replace(this.strip, "")));
  }

  /** Lines until now. */
  public length(): number {
    return this.text().split("\n").length - 1;
  }
}
