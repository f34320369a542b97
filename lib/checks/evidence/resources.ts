import { grouped } from "../../core/grouped";
import type { Reference } from "./expression";
import type { Resource } from "./resource";
import type { Json, Value } from "./value";

/** Attributes by which other resources name one, where they do not refer to it. */
const IDENTITIES = ["arn", "id", "name", "bucket", "key_id", "zone_id", "dns_name", "url"];

/** All resources of a configuration, and what refers to what. */
export class Resources {
  private readonly byAddress: ReadonlyMap<string, readonly Resource[]>;
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;

  private identities: ReadonlyMap<Json, readonly Resource[]> | undefined;

  public constructor(public readonly all: readonly Resource[]) {
    this.byAddress = grouped(all, ({ address }) => address.replace(/\[[^\]]*\]$/, ""));
    this.byType = grouped(all, ({ mode, type }) => (mode === "data" ? `data.${type}` : type));
  }

  /** Found once: many values are looked up, and each resource has several identities. */
  private get byIdentity(): ReadonlyMap<Json, readonly Resource[]> {
    this.identities ??= identitiesOf(this.all);
    return this.identities;
  }

  /** All of a type; data sources are called `data.TYPE`. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** What a reference points at; all of them where `count` or `for_each` makes several. */
  public resolve({ address }: Reference): readonly Resource[] {
    return this.byAddress.get(address) ?? [];
  }

  /** Every resource that a value names, by reference or, in a plan or a state, by ARN, id or name. */
  public namedBy(value: Value, ...types: readonly string[]): readonly Resource[] {
    if (value.isAbsent) return [];
    const referred = value.references.flatMap((reference) => this.resolve(reference));
    const literals = value.items
      .map(({ literal }) => literal)
      .filter((literal) => typeof literal === "string");
    const equal = literals.flatMap((literal) => this.byIdentity.get(literal) ?? []);
    const wanted = ({ mode, type }: Resource) =>
      types.length === 0 || types.includes(mode === "data" ? `data.${type}` : type);
    return [...new Set([...referred, ...equal])].filter(wanted);
  }

  /** Resources of a type whose attribute names this one: the policy of that bucket, the rules of that group. */
  public naming(resource: Resource, type: string, attribute: string): readonly Resource[] {
    return this.ofType(type).filter((candidate) =>
      this.namedBy(candidate.at(attribute), resource.type).includes(resource),
    );
  }
}

function identitiesOf(all: readonly Resource[]): ReadonlyMap<Json, readonly Resource[]> {
  const found = new Map<Json, Resource[]>();
  for (const resource of all) {
    for (const identity of IDENTITIES) {
      const { literal } = resource.at(identity);
      if (literal === undefined) continue;
      const list = found.get(literal);
      if (list === undefined) found.set(literal, [resource]);
      else if (!list.includes(resource)) list.push(resource);
    }
  }
  return found;
}
