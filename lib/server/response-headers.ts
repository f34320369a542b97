import { isPlainObject, type JsonObject } from "./json";
import type { Rule } from "./rules";
import { refused, type Scope, within } from "./scope";
import { refuseSecrets } from "./secrets";

/**
 * Headers by the status of the response: `default`, a class (`2xx`) or one status (`404`); then header and its values,
 * which Vault joins with `; `.
 */
export type ResponseHeaders = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const YEAR_IN_SECONDS = 31_536_000;

/** Refuses what Vault would refuse, and what would weaken HSTS (rule CFG-05). */
export const responseHeaders: Rule<ResponseHeaders> = (scope, statuses) => {
  if (!isPlainObject(statuses)) throw refused(scope, statuses, "headers by status");
  return Object.fromEntries(
    sorted(statuses).map(([status, headers]) => [
      status,
      renderHeaders(within(scope, status), status, headers),
    ]),
  );
};

function renderHeaders(scope: Scope, status: string, headers: unknown): JsonObject {
  if (!/^(default|[1-5](xx|\d\d))$/.test(status)) {
    throw refused(scope, status, "default, a class such as 2xx, or a status such as 404");
  }
  if (!isPlainObject(headers)) throw refused(scope, headers, "values by header");
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) throw refused(scope, names, "each header once, whatever its case");
  for (const [name, values] of Object.entries(headers)) checkHeader(within(scope, name), name, values);
  return Object.fromEntries(sorted(headers as Readonly<Record<string, readonly string[]>>));
}

function checkHeader(scope: Scope, name: string, values: unknown): void {
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw refused(scope, name, "a header's name: letters, digits and -");
  if (/^x-vault-/i.test(name)) {
    throw refused(scope, name, "no X-Vault-* header: these are Vault's own", `remove ${name}`);
  }
  if (!Array.isArray(values) || values.length === 0) throw refused(scope, values, "a list of values");
  for (const value of values) {
    if (typeof value !== "string" || !/^[\x20-\x7e]+$/.test(value)) {
      throw refused(scope, value, "printable text in one line");
    }
    refuseSecrets(scope, value);
  }
  if (/^strict-transport-security$/i.test(name)) checkHsts(scope, values.join("; "));
}

function checkHsts(scope: Scope, value: string): void {
  const age = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(value);
  if (age !== null && Number(age[1]) >= YEAR_IN_SECONDS && /(^|;)\s*includeSubDomains\s*(;|$)/i.test(value))
    return;
  throw refused(
    scope,
    value,
    `max-age of ${YEAR_IN_SECONDS} seconds or more, and includeSubDomains, as Vault sends by default`,
    "leave the header to Vault or make it stronger",
  );
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
