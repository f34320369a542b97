import type { Json } from "../evidence/value";
import { isObject } from "./shapes";

type Block = Readonly<Record<string, Json>>;

/** What the configuration of a plan says beside the values of resources. */
export interface PlanConfiguration {
  /** Meta-arguments of a resource, in the form of a configuration: `provider`, `provisioner`. */
  readonly metaOf: (address: string) => Block;
  /** Calls of modules, by address below `module`: where each comes from. */
  readonly modules: Block;
}

const DEEPEST = 20;

/** Reads the `configuration` of a plan; of a state nothing is known. */
export function planConfiguration(root: unknown): PlanConfiguration {
  const metas = new Map<string, Block>();
  const modules: Record<string, Json> = {};
  collect(root, "", metas, modules, 0);
  return { metaOf: (address) => metas.get(address.replaceAll(/\[[^\]]*\]/g, "")) ?? {}, modules };
}

function collect(
  module: unknown,
  prefix: string,
  metas: Map<string, Block>,
  modules: Record<string, Json>,
  depth: number,
): void {
  if (depth > DEEPEST || !isObject(module)) return;
  const { resources, module_calls: calls } = module;
  for (const resource of Array.isArray(resources) ? resources : []) {
    if (isObject(resource)) metas.set(`${prefix}${String(resource.address)}`, metaIn(resource));
  }
  for (const [name, call] of Object.entries(isObject(calls) ? calls : {})) {
    if (!isObject(call)) continue;
    const { source, version_constraint: version } = call;
    modules[`${prefix.replaceAll("module.", "")}${name}`] = {
      source: typeof source === "string" ? source : null,
      version: typeof version === "string" ? version : null,
    };
    collect(call.module, `${prefix}module.${name}.`, metas, modules, depth + 1);
  }
}

function metaIn({ provider_config_key: key, provisioners }: Readonly<Record<string, unknown>>): Block {
  const [, alias] = /(?:^|:)([\w-]+\.[\w-]+)$/.exec(String(key)) ?? [];
  const types = (Array.isArray(provisioners) ? provisioners : []).map((one) =>
    isObject(one) ? String(one.type) : "of no type",
  );
  return {
    ...(alias === undefined ? {} : { provider: alias }),
    ...(types.length === 0 ? {} : { provisioner: types.map((type) => ({ [type]: {} })) }),
  };
}
