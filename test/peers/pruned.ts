/** JSON of any shape. */
export type Json = boolean | null | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Parts of a plan that say what will be deployed; the rest is about the run that made it. */
const PARTS = [
  "format_version",
  "planned_values",
  "resource_changes",
  "configuration",
  "variables",
  "prior_state",
];
/** What of a change is not said by the planned values. */
const OF_A_CHANGE = ["address", "mode", "type", "change", "after_unknown"];
/** What says nothing where it is empty, and what only Terraform needs. */
const LEFT_OUT = new Set([
  "provider_name",
  "provider_config_key",
  "schema_version",
  "sensitive_values",
  "constant_value",
  "provider_config",
  "variables_of_modules",
]);

/** A plan as far as it means something, without paths, versions and nulls. */
export function pruned(plan: Json): Json {
  const parts = Object.entries(plan as Record<string, Json>).filter(([key]) => PARTS.includes(key));
  return Object.fromEntries(
    parts.map(([key, part]) => [
      key,
      key === "resource_changes"
        ? (part as Json[]).map((change) => picked(change, OF_A_CHANGE))
        : meaning(part),
    ]),
  );
}

function picked(value: Json, keys: readonly string[]): Json {
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>)
      .filter(([key]) => keys.includes(key))
      .map(([key, inner]) => [key, key === "change" ? picked(inner, keys) : meaning(inner)]),
  );
}

function meaning(value: Json): Json {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null && !LEFT_OUT.has(key))
      .map(([key, inner]) => [key, meaning(inner)]),
  );
}
