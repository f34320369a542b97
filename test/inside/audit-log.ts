/** A request or an answer that a device wrote down. */
export interface AuditEntry {
  readonly type: "request" | "response";
  readonly request: {
    readonly id: string;
    readonly operation: string;
    readonly path: string;
    readonly remote_address?: string;
  };
  readonly auth?: { readonly policies?: readonly string[] };
  readonly error?: string;
}

/** How far each file of a device was written at some moment: lines by the name of its node. */
export type Mark = ReadonlyMap<string, number>;

/** What one audit device has written: a file on each node, of which the active one's grows. */
export class AuditLog {
  /** @param read gives the text of each file, by the name of its node */
  public constructor(
    public readonly device: string,
    private readonly read: () => Promise<Readonly<Record<string, string>>>,
  ) {}

  /** Everything in all of them. */
  public async text(): Promise<string> {
    return Object.values(await this.read()).join("");
  }

  /** How far they are now. */
  public async mark(): Promise<Mark> {
    return new Map(Object.entries(await this.read()).map(([node, text]) => [node, whole(text).length]));
  }

  /** Entries since then. */
  public async entries(since: Mark = new Map()): Promise<readonly AuditEntry[]> {
    const files = Object.entries(await this.read());
    return files.flatMap(([node, text]) =>
      whole(text)
        .slice(since.get(node) ?? 0)
        // The system's log may put something before the JSON.
        .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as AuditEntry),
    );
  }
}

/** Lines that are written to their end. */
function whole(text: string): readonly string[] {
  return text.split("\n").slice(0, -1);
}
