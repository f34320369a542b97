import type { JsonObject } from "../../server/json";
import type { Evidence } from "../evidence/evidence";
import { Resource } from "../evidence/resource";
import { Resources } from "../evidence/resources";
import { type Json, Value } from "../evidence/value";
import type { Accompanying } from "./configuration";
import { InputError } from "./input-error";
import { planConfiguration } from "./plan-configuration";
import { configuredReferences, type ReferencesAt } from "./plan-references";
import { isObject } from "./shapes";

/** A resource with the values that are known of it. */
export interface PlannedResource {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly values?: JsonObject;
}

/** Resources of a module, and of those that it calls. */
export interface PlannedModule {
  readonly resources?: readonly PlannedResource[];
  readonly child_modules?: readonly PlannedModule[];
}

/** What `terraform show -json` writes of a plan or a state, as far as it is read. */
export interface ShownByTerraform {
  readonly format_version?: string;
  /** Whether planning failed, so that this is a part of the plan. */
  readonly errored?: boolean;
  /** Whether Terraform planned everything: what it defers is not here. */
  readonly complete?: boolean;
  readonly planned_values?: { readonly root_module?: PlannedModule; readonly outputs?: Json };
  readonly values?: { readonly root_module?: PlannedModule; readonly outputs?: Json };
  readonly prior_state?: { readonly values?: { readonly root_module?: PlannedModule } };
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly after_unknown?: Json };
  }[];
  readonly configuration?: { readonly root_module?: Json; readonly provider_config?: Json };
  readonly variables?: Json;
}

/** Text of what only the deployment will know, where nothing is referred to. */
const COMPUTED = "${(known after apply)}";

/**
 * Refuses what Terraform writes of nothing, or of a part.
 *
 * @throws InputError
 */
export function requireWhole(file: string, shown: ShownByTerraform): void {
  const { errored, complete, planned_values: planned, values } = shown;
  if (errored === true) {
    throw new InputError(
      `${file} is of a plan that failed, so there may be more to come than it says`,
      "Mend what terraform plan complains of, and plan anew.",
    );
  }
  if (complete === false) {
    throw new InputError(
      `${file} is of a plan that is not complete: Terraform deferred a part of it, or planned for targets alone`,
      "Plan everything: without -target, and after what the rest waits for was applied.",
    );
  }
  if (planned === undefined && values === undefined) {
    throw new InputError(
      `${file} is empty: it has no resources, so there is nothing to judge, which is not clean`,
      "Write it of a plan, or of a state after the first apply: terraform show -json PLAN > plan.json",
    );
  }
}

/** Reads a plan or a state, as `terraform show -json` writes it. */
export function evidenceOfPlan(name: string, shown: ShownByTerraform, beside: Accompanying): Evidence {
  const isPlan = shown.planned_values !== undefined;
  const references = configuredReferences(shown.configuration?.root_module);
  const { metaOf, modules } = planConfiguration(shown.configuration?.root_module);
  const unknown = unknownsIn(shown.resource_changes ?? []);
  const resources = new Map<string, Resource>();
  const planned = resourcesIn(isPlan ? shown.planned_values?.root_module : shown.values?.root_module);
  const read = resourcesIn(shown.prior_state?.values?.root_module).filter(({ mode }) => mode === "data");
  for (const { address, mode, type, values } of [...read, ...planned]) {
    const attributes = filled(escaped(values ?? {}), unknown.get(address), references(address));
    resources.set(
      address,
      new Resource({
        address,
        type,
        mode: mode === "data" ? "data" : "managed",
        attributes: { ...(attributes as JsonObject), ...metaOf(address) },
      }),
    );
  }
  const outputs = isPlan ? shown.planned_values?.outputs : shown.values?.outputs;
  return {
    form: isPlan ? "plan" : "state",
    name,
    resources: new Resources([...resources.values()]),
    terraform: new Value("terraform", undefined),
    providers: new Value("provider", shown.configuration?.provider_config),
    variables: new Value("variable", shown.variables),
    locals: new Value("locals", undefined),
    outputs: new Value("output", outputs),
    blocks: new Value("", { module: modules }),
    ...beside,
  };
}

function resourcesIn(module: unknown): readonly PlannedResource[] {
  if (module === undefined) return [];
  if (!isObject(module)) throw malformed("a module is no object");
  const { resources = [], child_modules: children = [] } = module;
  if (!Array.isArray(resources) || !Array.isArray(children)) throw malformed("resources are no list");
  for (const resource of resources) {
    const { address, type, values = {} } = isObject(resource) ? resource : {};
    if (typeof address !== "string" || typeof type !== "string" || !isObject(values ?? {})) {
      throw malformed("a resource has no address, no type or no values");
    }
  }
  return [...(resources as readonly PlannedResource[]), ...children.flatMap(resourcesIn)];
}

function unknownsIn(changes: unknown): ReadonlyMap<string, Json | undefined> {
  if (!Array.isArray(changes)) throw malformed("resource_changes are no list");
  return new Map(
    changes.map((change) => {
      const { address, change: what } = isObject(change) ? change : {};
      if (typeof address !== "string" || !isObject(what)) throw malformed("a change has no address");
      return [address, what.after_unknown as Json | undefined];
    }),
  );
}

function malformed(why: string): InputError {
  return new InputError(
    `this is not what Terraform writes of a plan or a state: ${why}`,
    "Write it anew: terraform show -json PLAN > plan.json",
  );
}

/** What is known stands for itself: nothing of it is an expression. */
function escaped(value: Json): Json {
  if (typeof value === "string") return value.replaceAll("${", "$${").replaceAll("%{", "%%{");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(escaped);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

/** Puts references in the place of what is not known yet. */
function filled(known: Json | undefined, unknown: Json | undefined, references: ReferencesAt): Json {
  if (unknown === true) {
    const found = references.here();
    return found.length === 0 ? COMPUTED : found.map((reference) => `\${${reference}}`).join("");
  }
  if (Array.isArray(unknown)) {
    const list = (Array.isArray(known) ? known : []) as readonly Json[];
    const length = Math.max(list.length, unknown.length);
    return Array.from({ length }, (_, index) =>
      filled(list[index], (unknown as readonly Json[])[index], references.within(String(index))),
    );
  }
  if (typeof unknown === "object" && unknown !== null) {
    const object = (typeof known === "object" && known !== null ? known : {}) as JsonObject;
    const keys = new Set([...Object.keys(object), ...Object.keys(unknown)]);
    return Object.fromEntries(
      [...keys].map((key) => [
        key,
        filled(object[key], (unknown as JsonObject)[key], references.within(key)),
      ]),
    );
  }
  return known ?? null;
}
