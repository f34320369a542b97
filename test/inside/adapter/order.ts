/** A resource as it stands in the synthesized stack. */
export interface Declared {
  readonly type: string;
  /** `vault_mount.name`. */
  readonly address: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const REFERENCE = /\$\{(vault_[a-z0-9_]+\.[\w-]+)\.(\w+)\}/g;

/** Resources so that each comes after what it depends on or refers to. */
export function inOrder(resources: readonly Declared[]): readonly Declared[] {
  const byAddress = new Map(resources.map((one) => [one.address, one]));
  const ordered = new Set<Declared>();
  const visit = (one: Declared, above: readonly string[]): void => {
    if (ordered.has(one)) return;
    if (above.includes(one.address)) throw new Error(`a circle: ${[...above, one.address].join(" > ")}`);
    const { depends_on: declared = [], ...rest } = one.arguments;
    const referred = [...JSON.stringify(rest).matchAll(REFERENCE)].map(([, address]) => address ?? "");
    for (const address of [...(declared as readonly string[]), ...referred]) {
      const before = byAddress.get(address);
      if (before === undefined) throw new Error(`${one.address} needs ${address}, which is not there`);
      visit(before, [...above, one.address]);
    }
    ordered.add(one);
  };
  for (const one of resources) visit(one, []);
  return [...ordered];
}

const VARIABLE = /\$\{(var)\.(\w+)\}/g;

/**
 * Arguments with what they refer to put in.
 *
 * @param known what resources tell, by their address; and variables, as `var`
 */
export function resolved(
  given: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Readonly<Record<string, unknown>> {
  const put = (value: unknown): unknown => {
    if (typeof value === "string") {
      const look = (mark: string, address: string, attribute: string): string => {
        const found = known.get(address)?.[attribute];
        if (found === undefined) throw new Error(`nobody knows ${mark}`);
        return String(found);
      };
      return value.replaceAll(REFERENCE, look).replaceAll(VARIABLE, look);
    }
    if (Array.isArray(value)) return value.map(put);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, put(one)]));
  };
  const { depends_on: _, ...rest } = given;
  return put(rest) as Readonly<Record<string, unknown>>;
}
