/** JSON of any shape. */
export type Json = boolean | null | number | string | readonly Json[] | { readonly [key: string]: Json };

type Block = Readonly<Record<string, Json>>;

/** Parts of a plan that say what will be deployed; the rest is about the run that made it. */
const PARTS = ["format_version", "planned_values", "resource_changes", "configuration"];
/** What of a change the planned values do not say. */
const OF_A_CHANGE = ["address", "mode", "type", "change", "after_unknown"];
/** What only Terraform needs. */
const LEFT_OUT = [
  "constant_value",
  "provider_config",
  "provider_config_key",
  "provider_name",
  "schema_version",
  "sensitive_values",
  "source",
];

/** A plan as far as it means something, without paths, versions and nulls. */
export function meaningOf(plan: Json): Json {
  return Object.fromEntries(
    Object.entries(plan as Block)
      .filter(([key]) => PARTS.includes(key))
      .map(([key, part]) => [
        key,
        key === "resource_changes" ? (part as readonly Json[]).map(changeOf) : meaningful(part),
      ]),
  );
}

/** The plan of one module, as if it had been planned alone. */
export function sliceOf(plan: Json, name: string): Json {
  const { format_version, planned_values, resource_changes, configuration } = plan as Block;
  const address = `module.${name}`;
  const root = (part: Json | undefined) => (part as { readonly root_module: Block }).root_module;
  const planned = (root(planned_values).child_modules as readonly Block[]).find(
    (one) => one.address === address,
  );
  const { address: _, ...values } = planned ?? {};
  const call = (root(configuration).module_calls as Block)[name] as { readonly module: Json };
  const slice = {
    format_version,
    planned_values: { root_module: values },
    resource_changes: (resource_changes as readonly Block[]).filter((change) =>
      String(change.address).startsWith(`${address}.`),
    ),
    configuration: { root_module: call.module },
  };
  return JSON.parse(JSON.stringify(slice).replaceAll(`${address}.`, "")) as Json;
}

function changeOf(change: Json): Json {
  return Object.fromEntries(
    Object.entries(change as Block)
      .filter(([key]) => OF_A_CHANGE.includes(key))
      .map(([key, inner]) => [key, key === "change" ? changeOf(inner) : meaningful(inner)]),
  );
}

function meaningful(value: Json): Json {
  if (Array.isArray(value)) return value.map(meaningful);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null && !LEFT_OUT.includes(key))
      .map(([key, inner]) => [key, meaningful(inner)]),
  );
}
