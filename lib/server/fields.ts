import { isPlainObject, type Json, type JsonObject } from "./json";
import { requireLiterals } from "./literals";
import type { Rule } from "./rules";
import { refused, type Scope, within } from "./scope";
import { credentialRefused, namesSecret } from "./secrets";
import { isEmitted } from "./settings-by-version";

interface Setting<T> {
  /** Vault's own name. */
  readonly key: string;
  readonly rule: Rule<T>;
}

interface Optional<P, T> extends Setting<T> {
  /** The secure value. Absent: Vault's own default is the secure one, and nothing is written. */
  readonly fallback?: T;
  /** The secure value where it depends on other props. */
  readonly derive?: (props: P) => T | undefined;
}

interface Required<T> extends Setting<T> {
  readonly required: true;
}

/** A prop that stands for several settings of the surrounding block. */
interface Spread<T> {
  readonly keys: readonly string[];
  readonly spread: (scope: Scope, value: T) => JsonObject;
  readonly required?: true;
}

/** How each prop of a block is written, in the order of the document. */
export type Fields<P> = {
  readonly [K in keyof P]-?: undefined extends P[K]
    ? Optional<P, Exclude<P[K], undefined>> | Spread<Exclude<P[K], undefined>>
    : Required<P[K]> | (Spread<P[K]> & { readonly required: true });
};

type AnyField<P> = Partial<Optional<P, unknown> & Spread<unknown> & { required: true }>;

/**
 * Validates props and writes them as the settings of one block.
 *
 * @throws SETTING_INVALID, LITERAL_REQUIRED, SETTING_UNKNOWN_TO_VERSION, EDITION_MISMATCH, REASON_REQUIRED
 */
export function renderFields<P extends object>(scope: Scope, fields: Fields<P>, props: P): JsonObject {
  const given = requireProps(scope, fields, props);
  const settings: [string, Json][] = [];
  for (const [prop, each] of Object.entries(fields)) {
    const field = each as AnyField<P>;
    const chosen = given[prop];
    const value = chosen === undefined ? (field.derive?.(props) ?? field.fallback) : chosen;
    const inner = field.key === undefined ? scope : within(scope, field.key);
    if (value === undefined) {
      if (field.required)
        throw refused(within(scope, field.key ?? prop), undefined, "a value; it has no default");
      continue;
    }
    if (field.spread !== undefined) {
      requireLiterals(within(scope, prop).what, value);
      settings.push(...Object.entries(field.spread(scope, value)));
      continue;
    }
    if (field.key === undefined || field.rule === undefined) continue;
    requireLiterals(inner.what, value);
    if (scope.target !== undefined && !isEmitted(inner.what, chosen !== undefined, scope.target)) continue;
    const written = field.rule(inner, value);
    if (written !== undefined) settings.push([field.key, written]);
  }
  return Object.fromEntries(settings);
}

/** A rule for a nested block. */
export function block<P extends object>(fields: Fields<P>): Rule<P> {
  return (scope, props) => renderFields(scope, fields, props);
}

/** The prop that stands for each of Vault's names in a block. */
export function ownedKeys<P>(fields: Fields<P>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(fields).flatMap(([prop, each]) => {
      const { key, keys } = each as AnyField<P>;
      return [...(key === undefined ? [] : [key]), ...(keys ?? [])].map((name) => [name, prop] as const);
    }),
  );
}

function requireProps<P extends object>(scope: Scope, fields: Fields<P>, props: P): Record<string, unknown> {
  const what = scope.what === "" ? "the server configuration" : scope.what;
  requireLiterals(what, isPlainObject(props) ? Object.keys(props) : props);
  if (!isPlainObject(props)) throw refused({ ...scope, what }, props, "an object with settings");
  for (const [prop, value] of Object.entries(props)) {
    if (value === undefined || Object.hasOwn(fields, prop)) continue;
    if (namesSecret(prop)) throw credentialRefused(within(scope, prop));
    throw refused(
      within(scope, prop),
      undefined,
      `one of ${Object.keys(fields).join(", ")}`,
      "correct the name; settings that this library does not know belong into extraSettings of the server or of a listener",
    );
  }
  return props;
}
