import type { Json } from "../../server/json";
import { hasMarks, type Part, partsOf, type Reference, referencesIn } from "./expression";

export type { Json } from "../../server/json";

/**
 * A value of an attribute: absent, known, or one that Terraform will compute.
 *
 * A value that is not known says what it refers to, so that a key that will exist counts as a key.
 */
export class Value {
  private known: boolean | undefined;
  private read: { readonly literal: Json | undefined } | undefined;
  private referred: readonly Reference[] | undefined;

  public constructor(
    /** Where it stands: the path of the attribute. */
    public readonly path: string,
    /** As it is written; `undefined` where it is absent. */
    public readonly raw: Json | undefined,
  ) {}

  /** Whether nothing is set. `null` is what Terraform calls unset. */
  public get isAbsent(): boolean {
    return this.raw === undefined || this.raw === null;
  }

  /** Whether it is present and holds no expression, also not deep within. */
  public get isKnown(): boolean {
    this.known ??= !this.isAbsent && isKnown(this.raw as Json);
    return this.known;
  }

  /** The value with escapes undone; `undefined` where it is absent or not known. */
  public get literal(): Json | undefined {
    this.read ??= { literal: this.isKnown ? unescaped(this.raw as Json) : undefined };
    return this.read.literal;
  }

  /** The text with its expressions; empty where it is no string. */
  public get parts(): readonly Part[] {
    return typeof this.raw === "string" ? partsOf(this.raw) : [];
  }

  /** What it refers to, also deep within. */
  public get references(): readonly Reference[] {
    this.referred ??= this.isAbsent ? [] : referencesOf(this.raw as Json);
    return this.referred;
  }

  /** The one thing that it is, and nothing around: `\${aws_kms_key.seal.arn}`. */
  public get reference(): Reference | undefined {
    const [part, ...others] = this.parts;
    if (typeof part !== "object" || others.length > 0) return undefined;
    const references = referencesIn(part.expression);
    return references.length === 1 && isPlain(part.expression) ? references[0] : undefined;
  }

  /** Each of a list; a value alone is a list of one, absence is none. */
  public get items(): readonly Value[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.raw)) return [this];
    return (this.raw as readonly Json[]).map((item, index) => new Value(`${this.path}.${index}`, item));
  }

  /**
   * An attribute within, by a path with dots. A list of one counts as its only item: blocks are written both ways.
   */
  public at(path: string): Value {
    let current: Json | undefined = this.raw;
    for (const key of path.split(".")) {
      if (Array.isArray(current) && !/^\d+$/.test(key)) {
        const list = current as readonly Json[];
        // An expression may yield several blocks; a list of several has no attribute of its own.
        current = list.length === 1 ? list[0] : undefined;
      }
      if (typeof current === "string" && !isKnown(current)) break;
      current =
        typeof current === "object" && current !== null
          ? (current as Readonly<Record<string, Json>>)[key]
          : undefined;
    }
    return new Value(this.path === "" ? path : `${this.path}.${path}`, current);
  }

  /** As people write it, cut to a length. */
  public toString(): string {
    if (this.isAbsent) return "not set";
    const text = typeof this.raw === "string" ? this.raw : JSON.stringify(this.raw);
    return text.length > 160 ? `${text.slice(0, 159)}…` : text;
  }
}

function isPlain(expression: string): boolean {
  return /^[\w.\-[\]"*]+$/.test(expression);
}

function isKnown(value: Json): boolean {
  if (typeof value === "string") {
    if (!hasMarks(value)) return true;
    return partsOf(value).every((part) => typeof part === "string");
  }
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isKnown);
}

function unescaped(value: Json): Json {
  if (typeof value === "string") return hasMarks(value) ? partsOf(value).join("") : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(unescaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unescaped(inner)]));
}

function referencesOf(value: Json): readonly Reference[] {
  if (typeof value === "string") {
    if (!hasMarks(value)) return [];
    return partsOf(value).flatMap((part) => (typeof part === "string" ? [] : referencesIn(part.expression)));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referencesOf);
}
