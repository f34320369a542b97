import { type Cidr, refuseWorld } from "../core/cidr";
import type { Duration } from "../core/duration";
import { requireReason } from "../core/reason";
import type { Json } from "./json";
import { isRelaxed, type Relaxable } from "./relaxable";
import { nth, refused, type Scope } from "./scope";
import { refuseSecrets } from "./secrets";

/** Validates a value and says how it is written; `undefined` leaves the setting out. */
export type Rule<T> = (scope: Scope, value: T) => Json | undefined;

/** Yes or no. Words such as `"true"` are refused, although Vault would take them. */
export const flag: Rule<boolean> = (scope, value) => {
  if (typeof value === "boolean") return value;
  throw refused(scope, value, "true or false");
};

/** Exactly these values. */
export function oneOf<T extends string | boolean>(...allowed: readonly T[]): Rule<T> {
  return (scope, value) => {
    if (allowed.includes(value)) return value;
    throw refused(scope, value, allowed.map((each) => JSON.stringify(each)).join(" or "));
  };
}

/** A whole number in a range, both ends included. */
export function whole(min: number, max: number): Rule<number> {
  return (scope, value) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max)
      return value;
    throw refused(scope, value, `a whole number from ${min} to ${max}`);
  };
}

/** A length of time in a range, both ends included. */
export function time(min: Duration, max: Duration): Rule<Duration> {
  return (scope, value) => {
    if (!isDuration(value)) throw refused(scope, value, "a Duration");
    if (!min.isLongerThan(value) && !value.isLongerThan(max)) return value.toString();
    throw refused(scope, value.toString(), `a duration from ${min} to ${max}`);
  };
}

function isDuration(value: unknown): value is Duration {
  return typeof value === "object" && value !== null && "toSeconds" in value;
}

/** Text of this form, without secrets in clear. */
export function text(form: RegExp, expected: string): Rule<string> {
  return (scope, value) => {
    if (typeof value !== "string" || !form.test(value)) throw refused(scope, value, expected);
    refuseSecrets(scope, value);
    return value;
  };
}

/** An absolute path in its shortest form. */
export const path: Rule<string> = text(
  /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9_.@+-]+)+$/,
  "an absolute path without `..`, `//` or a slash at its end",
);

/** A list without duplicates. */
export function listOf<T>(rule: Rule<T>, least = 0): Rule<readonly T[]> {
  return (scope, values) => {
    if (!Array.isArray(values) || values.length < least) {
      throw refused(scope, values, `a list of ${least} or more values`);
    }
    const written = values.map((value, i) => rule(nth(scope, i), value) ?? null);
    if (new Set(written.map((each) => JSON.stringify(each))).size < written.length) {
      throw refused(scope, written, "a list that names nothing twice");
    }
    return written;
  };
}

/** Networks that are not the whole internet. */
export const network: Rule<Cidr> = (scope, value) => {
  if (typeof value !== "object" || value === null || !("isWorld" in value)) {
    throw refused(scope, value, "a network made by Cidr.parse");
  }
  return refuseWorld(scope.what, value).text;
};

/** A secure rule, and a wider one for values that come with a reason. */
export function relaxable<T>(secure: Rule<T>, wider: Rule<T>): Rule<Relaxable<T>> {
  return (scope, value) => {
    if (!isRelaxed(value)) {
      return secure({ ...scope, hint: "or give { value, reason } if the weaker value is acceptable" }, value);
    }
    const reason = requireReason(scope.what, value);
    const written = wider(scope, value.value);
    if (written !== undefined) scope.relaxed({ setting: scope.what, value: written, reason });
    return written;
  };
}

/** Off; on only with a reason. */
export const off: Rule<Relaxable<boolean>> = relaxable(oneOf<boolean>(false), flag);

/** On; off only with a reason. */
export const on: Rule<Relaxable<boolean>> = relaxable(oneOf<boolean>(true), flag);
