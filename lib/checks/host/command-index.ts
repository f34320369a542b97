/** Commands by keys of theirs: found at once, and in the order in which they stand. */
export class CommandIndex<C> {
  private readonly places = new Map<string, number[]>();

  /** @param keysOf keys of a command; one that it has twice counts once */
  public constructor(
    private readonly commands: readonly C[],
    keysOf: (command: C) => readonly string[],
  ) {
    for (let place = 0; place < commands.length; place += 1) {
      for (const key of keysOf(commands[place] as C)) {
        const places = this.places.get(key);
        if (places === undefined) this.places.set(key, [place]);
        else if (places[places.length - 1] !== place) places.push(place);
      }
    }
  }

  /** All keys. */
  public get keys(): readonly string[] {
    return [...this.places.keys()];
  }

  /** The commands that have one of these keys. */
  public of(keys: readonly string[]): readonly C[] {
    const found = keys.flatMap((key) => this.places.get(key) ?? []);
    const places = keys.length === 1 ? found : [...new Set(found)].sort((a, b) => a - b);
    return places.map((place) => this.commands[place] as C);
  }
}

/** Words without the folder before them: `/sbin/swapoff` is `swapoff`, and `sys/init` is `init`. */
export function lastParts({ words }: { readonly words: readonly string[] }): readonly string[] {
  return words.map((word) => word.slice(word.lastIndexOf("/") + 1));
}
