/** A file of a node, as it is installed. */
export interface NodeFile {
  /** Absolute path on the node. */
  readonly path: string;
  /** Name of the owner. */
  readonly owner: string;
  /** Name of the group. */
  readonly group: string;
  /** Permission bits: `0o640`. */
  readonly mode: number;
  /** The text; marks such as `@SEAL_KEY_ARN@` are filled in by the node. */
  readonly content: string;
}

/** A file that everybody may read and only root may change. */
export function systemFile(path: string, content: string, mode = 0o644): NodeFile {
  return { path, owner: "root", group: "root", mode, content };
}

/** Permission bits as `install` and people write them: `0640`. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
