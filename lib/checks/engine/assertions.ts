import type { Resource } from "../evidence/resource";
import type { Resources } from "../evidence/resources";
import type { Json, Value } from "../evidence/value";
import { fail, type Observation, pass, type Said, unknown } from "./observation";
import type { Severity } from "./verdict";

/** How an assertion is meant. */
export interface AssertionOptions {
  /** What counts where the attribute is not set. @default - not set is never right */
  readonly whenAbsent?: Json;
  /** @default - the rule's severity */
  readonly severity?: Severity;
  /** Why it matters. */
  readonly reason?: string;
  /** Name of the value in messages. @default - its path */
  readonly name?: string;
}

/** The value equals a literal; `"true"` is `true` and `"60"` is 60, as Terraform takes them. */
export function is(value: Value, wanted: Json, options: AssertionOptions = {}): Observation {
  return assert(value, `${nameOf(value, options)} = ${show(wanted)}`, (got) => same(got, wanted), options);
}

/** The value is none of these. */
export function isNot(value: Value, unwanted: readonly Json[], options: AssertionOptions = {}): Observation {
  const expected = `${nameOf(value, options)} is not ${unwanted.map(show).join(", ")}`;
  return assert(value, expected, (got) => !unwanted.some((one) => same(got, one)), options);
}

/** The value is one of these. */
export function oneOf(value: Value, wanted: readonly Json[], options: AssertionOptions = {}): Observation {
  const expected = `${nameOf(value, options)} is one of ${wanted.map(show).join(", ")}`;
  return assert(value, expected, (got) => wanted.some((one) => same(got, one)), options);
}

/** The number is at least this. */
export function atLeast(value: Value, least: number, options: AssertionOptions = {}): Observation {
  return assert(value, `${nameOf(value, options)} >= ${least}`, (got) => numberOf(got) >= least, options);
}

/** The number is at most this. */
export function atMost(value: Value, most: number, options: AssertionOptions = {}): Observation {
  return assert(value, `${nameOf(value, options)} <= ${most}`, (got) => numberOf(got) <= most, options);
}

/** The text or list fits a condition, which is told in words. */
export function fits(
  value: Value,
  expected: string,
  condition: (literal: Json) => boolean,
  options: AssertionOptions = {},
): Observation {
  return assert(value, expected, condition, options);
}

/** Nothing is set: no value, an empty text or an empty list. */
export function absent(value: Value, options: AssertionOptions = {}): Observation {
  const said = saidOf(value, `${nameOf(value, options)} is not set`, options);
  if (value.isAbsent || value.raw === "" || value.items.length === 0) return pass(said);
  return fail(said);
}

/** Something is set, be it known or not. */
export function present(value: Value, options: AssertionOptions = {}): Observation {
  const said = saidOf(value, `${nameOf(value, options)} is set`, options);
  return value.isAbsent || value.raw === "" || value.items.length === 0 ? fail(said) : pass(said);
}

/**
 * The value names a resource of a type, by reference or by what it is called. A literal ARN of the service passes as
 * well; an expression that leads nowhere is unknown.
 */
export function names(
  value: Value,
  resources: Resources,
  types: readonly string[],
  options: AssertionOptions & { readonly arn?: RegExp } = {},
): Observation {
  const said = saidOf(value, `${nameOf(value, options)} names ${types.join(" or ")}`, options);
  if (value.isAbsent || value.raw === "") return fail(said);
  if (resources.namedBy(value, ...types).length > 0) return pass(said);
  if (typeof value.literal === "string")
    return options.arn?.test(value.literal) === true ? pass(said) : fail(said);
  const wrong = value.references.some((reference) => resources.resolve(reference).length > 0);
  return wrong ? fail(said) : unknown({ ...said, reason: undecided(value) });
}

/** What must be there and may be not: `count` or `for_each` leaves that open. */
export function uncertain(needed: readonly Resource[]): readonly Observation[] {
  return needed
    .filter(({ isCertain }) => !isCertain)
    .map((resource) => {
      const value = resource.at("count").isAbsent ? resource.at("for_each") : resource.at("count");
      return unknown({
        actual: `${value.path} of ${resource.address} = ${value}`,
        expected: "one of it at least",
        reason: undecided(value),
      });
    });
}

/** Why nothing can be said of a value. */
export function undecided(value: Value): string {
  return `${value.path} is known when it is deployed: ${value}`;
}

function assert(
  value: Value,
  expected: string,
  condition: (literal: Json) => boolean,
  options: AssertionOptions,
): Observation {
  const said = saidOf(value, expected, options);
  if (value.isAbsent) {
    return options.whenAbsent !== undefined && condition(options.whenAbsent) ? pass(said) : fail(said);
  }
  const { literal } = value;
  if (literal === undefined) return unknown({ ...said, reason: undecided(value) });
  return condition(literal) ? pass(said) : fail(said);
}

function saidOf(value: Value, expected: string, options: AssertionOptions): Said {
  const actual = value.isAbsent
    ? `${nameOf(value, options)} is not set`
    : `${nameOf(value, options)} = ${value}`;
  return { actual, expected, reason: options.reason, severity: options.severity };
}

function nameOf(value: Value, { name }: AssertionOptions): string {
  return name ?? value.path;
}

function same(got: Json, wanted: Json): boolean {
  if (typeof wanted === "boolean" || typeof wanted === "number")
    return got === wanted || got === String(wanted);
  return got === wanted;
}

/** Not a number where it is none, so that no comparison holds. */
function numberOf(value: Json): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

function show(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
