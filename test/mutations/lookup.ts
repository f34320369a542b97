import type { Entry, MutationMap } from "./map/entry";

/** Finds the entry of a place. */
export class Lookup {
  private readonly patterns: readonly Pattern[];

  /** @throws Error when two maps have one key */
  public constructor(maps: readonly MutationMap[]) {
    const entries = maps.flatMap((map) => Object.entries(map));
    const keys = entries.map(([key]) => key);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) throw new Error(`two entries for ${twice}`);
    this.patterns = entries
      .map(([key, entry]) => patternOf(key, entry))
      .sort((a, b) => b.closeness - a.closeness);
  }

  /** The entry that names a place most closely. */
  public of(id: string): Entry | undefined {
    const found = this.patterns.find(({ expression }) => expression.test(id));
    if (found !== undefined) found.isUsed = true;
    return found?.entry;
  }

  /** Keys that fit no place that was asked for. */
  public get unused(): readonly string[] {
    return this.patterns.filter(({ isUsed }) => !isUsed).map(({ key }) => key);
  }
}

interface Pattern {
  readonly key: string;
  readonly entry: Entry;
  readonly expression: RegExp;
  /** Number of characters that it names. */
  readonly closeness: number;
  isUsed: boolean;
}

function patternOf(key: string, entry: Entry): Pattern {
  const isFile = /^(drill:)?(\/|user-data\.sh)/.test(key);
  // A resource's name is between its type and the first attribute.
  const full =
    isFile || key.includes("#")
      ? key
      : key.replace(/^((?:data\.)?(?:\*|(?:aws|terraform|vault)_[\w*]+))\./, "$1#*.");
  const source = full
    .replace(/#([^.]*)\./, "#*$1*.")
    .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, (stars) => (isFile || stars === "**" ? ".*" : "[^.]*"));
  // A line never stands for the rights of its file.
  const lineOnly = isFile && !key.endsWith(")") ? "(?!.* \\((?:owner|group|mode)\\)$)" : "";
  return {
    key,
    entry,
    expression: new RegExp(`^${lineOnly}${source}$`),
    closeness: key.replaceAll("*", "").length,
    isUsed: false,
  };
}
