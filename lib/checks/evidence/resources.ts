import { grouped } from "../../core/grouped";
import type { Reference } from "./expression";
import type { Resource } from "./resource";
import type { Json, Value } from "./value";

/** Attributes by which other resources name one, where they do not refer to it. */
const IDENTITIES = ["arn", "id", "name", "bucket", "key_id", "zone_id", "dns_name", "url"];

/** All resources of a configuration, and what refers to what. */
export class Resources {
  private readonly byAddress: ReadonlyMap<string, readonly Resource[]>;
  private readonly byKind: ReadonlyMap<string, readonly Resource[]>;
  private identities: ReadonlyMap<Json, readonly Resource[]> | undefined;
  /** What values name, found once for each: many rules ask for the same. */
  private readonly named = new WeakMap<Value, readonly Resource[]>();
  /** Who names a resource, by the type and the attribute. */
  private readonly namers = new Map<string, ReadonlyMap<Resource, readonly Resource[]>>();

  public constructor(public readonly all: readonly Resource[]) {
    this.byAddress = grouped(all, ({ address }) =>
      address.endsWith("]") ? address.replace(/\[[^\]]*\]$/, "") : address,
    );
    this.byKind = grouped(all, ({ kind }) => kind);
  }

  /** Found once: many values are looked up, and each resource has several identities. */
  private get byIdentity(): ReadonlyMap<Json, readonly Resource[]> {
    this.identities ??= identitiesOf(this.all);
    return this.identities;
  }

  /** All of a type; data sources are called `data.TYPE`. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    const [type = "", ...others] = types;
    const found = this.byKind.get(type) ?? [];
    return others.length === 0
      ? found
      : [...found, ...others.flatMap((other) => this.byKind.get(other) ?? [])];
  }

  /** What a reference points at; all of them where `count` or `for_each` makes several. */
  public resolve({ address }: Reference): readonly Resource[] {
    return this.byAddress.get(address) ?? [];
  }

  /** Every resource that a value names, by reference or, in a plan or a state, by ARN, id or name. */
  public namedBy(value: Value, ...types: readonly string[]): readonly Resource[] {
    if (value.isAbsent) return [];
    let all = this.named.get(value);
    if (all === undefined) {
      all = this.find(value);
      this.named.set(value, all);
    }
    return types.length === 0 || all.length === 0 ? all : all.filter(({ kind }) => types.includes(kind));
  }

  /** Resources of a type whose attribute names this one: the policy of that bucket, the rules of that group. */
  public naming(resource: Resource, type: string, attribute: string): readonly Resource[] {
    if (resource.mode === "data") return [];
    const key = `${type}.${attribute}`;
    let namers = this.namers.get(key);
    if (namers === undefined) {
      namers = this.findNamers(type, attribute);
      this.namers.set(key, namers);
    }
    return namers.get(resource) ?? [];
  }

  private find(value: Value): readonly Resource[] {
    const found = new Set<Resource>();
    for (const reference of value.references) {
      for (const resource of this.resolve(reference)) found.add(resource);
    }
    for (const { literal } of value.items) {
      if (typeof literal !== "string") continue;
      for (const resource of this.byIdentity.get(literal) ?? []) found.add(resource);
    }
    return [...found];
  }

  private findNamers(type: string, attribute: string): ReadonlyMap<Resource, readonly Resource[]> {
    const namers = new Map<Resource, Resource[]>();
    for (const candidate of this.ofType(type)) {
      for (const resource of this.namedBy(candidate.at(attribute))) {
        const list = namers.get(resource);
        if (list === undefined) namers.set(resource, [candidate]);
        else list.push(candidate);
      }
    }
    return namers;
  }
}

function identitiesOf(all: readonly Resource[]): ReadonlyMap<Json, readonly Resource[]> {
  const found = new Map<Json, Resource[]>();
  for (const resource of all) {
    const attributes = resource.attributes.raw as object;
    for (const identity of IDENTITIES) {
      if (!Object.hasOwn(attributes, identity)) continue;
      const { literal } = resource.at(identity);
      if (literal === undefined) continue;
      const list = found.get(literal);
      if (list === undefined) found.set(literal, [resource]);
      else if (!list.includes(resource)) list.push(resource);
    }
  }
  return found;
}
