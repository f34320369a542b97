import { isJson, isPlainObject, type Json, type JsonObject, sortKeys } from "./json";
import { requireLiterals } from "./literals";
import { refused, type Scope, within } from "./scope";
import { credentialRefused, namesSecret, refuseSecrets } from "./secrets";

/** Settings that the model lacks, under Vault's own names. */
export type ExtraSettings = Readonly<Record<string, Json>>;

/** Why a setting that the model leaves out on purpose is refused here as well. */
export type RefusedSettings = ReadonlyMap<string, string>;

/**
 * Validates settings that the model lacks.
 *
 * @param owned the prop that stands for each setting that the model has
 * @param never settings that are never accepted, and why
 * @throws SETTING_INVALID, LITERAL_REQUIRED
 */
export function renderExtraSettings(
  scope: Scope,
  settings: ExtraSettings | undefined,
  owned: ReadonlyMap<string, string>,
  never: RefusedSettings,
): JsonObject {
  if (settings === undefined) return {};
  const all = within(scope, "extraSettings");
  requireLiterals(all.what, settings);
  if (!isPlainObject(settings)) throw refused(all, settings, "an object of settings under Vault's own names");
  for (const [key, value] of Object.entries(settings)) checkExtra(within(all, key), key, value, owned, never);
  return sortKeys(settings) as JsonObject;
}

function checkExtra(
  scope: Scope,
  key: string,
  value: unknown,
  owned: ReadonlyMap<string, string>,
  never: RefusedSettings,
): void {
  // Vault ignores the case of names, so a capital letter would slip past the comparisons below.
  if (!/^[a-z][a-z0-9_]*$/.test(key))
    throw refused(scope, key, "a name of small letters, digits and underscores");
  const prop = owned.get(key);
  if (prop !== undefined)
    throw refused(scope, value, "a setting that the model lacks", `use the prop ${prop}`);
  const why = never.get(key);
  if (why !== undefined) throw refused(scope, value, `no such setting: ${why}`, `remove ${key}`);
  if (!isJson(value)) throw refused(scope, value, "a value that JSON can hold");
  refuseCredentials(scope, key, value);
}

function refuseCredentials(scope: Scope, key: string, value: Json): void {
  if (namesSecret(key)) throw credentialRefused(scope);
  if (typeof value === "string") refuseSecrets(scope, value);
  if (typeof value !== "object" || value === null) return;
  for (const [inner, each] of Object.entries(value)) {
    refuseCredentials(within(scope, inner), inner, each as Json);
  }
}
