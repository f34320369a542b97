import type { Json } from "../evidence/value";

type Block = Readonly<Record<string, Json>>;

/** References that a configuration writes at a place. */
export interface ReferencesAt {
  /** Full addresses of what is referred to here and below. */
  readonly here: () => readonly string[];
  readonly within: (key: string) => ReferencesAt;
}

const NONE: ReferencesAt = { here: () => [], within: () => NONE };
const DEEPEST = 20;

/** Scope in which names of a module's configuration are read. */
interface Scope {
  readonly prefix: string;
  readonly module: Block;
  readonly parent?: { readonly scope: Scope; readonly call: Block };
}

/** What the configuration of a plan says of each resource, by the resource's address. */
export function configuredReferences(root: Json | undefined): (address: string) => ReferencesAt {
  const byAddress = new Map<string, { readonly scope: Scope; readonly expressions: Json | undefined }>();
  collect({ prefix: "", module: blockOf(root) }, byAddress, 0);
  return (address) => {
    const found = byAddress.get(address.replaceAll(/\[[^\]]*\]/g, ""));
    return found === undefined ? NONE : at(found.scope, found.expressions);
  };
}

function collect(
  scope: Scope,
  byAddress: Map<string, { readonly scope: Scope; readonly expressions: Json | undefined }>,
  depth: number,
): void {
  if (depth > DEEPEST) return;
  for (const resource of listOf(scope.module.resources)) {
    byAddress.set(`${scope.prefix}${blockOf(resource).address}`, {
      scope,
      expressions: blockOf(resource).expressions,
    });
  }
  for (const [name, call] of Object.entries(blockOf(scope.module.module_calls))) {
    collect(childOf(scope, name, blockOf(call)), byAddress, depth + 1);
  }
}

function childOf(scope: Scope, name: string, call: Block): Scope {
  return { prefix: `${scope.prefix}module.${name}.`, module: blockOf(call.module), parent: { scope, call } };
}

function at(scope: Scope, expressions: Json | undefined): ReferencesAt {
  return {
    here: () => [...new Set(namesIn(expressions).flatMap((name) => follow(scope, name, 0)))],
    within: (key) => {
      const inner = /^\d+$/.test(key)
        ? // An expression that makes a list, or all blocks of a name, stand for each item.
          (listOf(expressions)[Number(key)] ?? (Array.isArray(expressions) ? expressions[0] : expressions))
        : (blockOf(expressions)[key] ?? (isExpression(expressions) ? expressions : undefined));
      return inner === undefined ? NONE : at(scope, inner);
    },
  };
}

function isExpression(value: Json | undefined): boolean {
  return "references" in blockOf(value);
}

/** Names that are referred to, the longest of each: Terraform lists `a.b.arn` and `a.b`. */
function namesIn(expressions: Json | undefined): readonly string[] {
  if (Array.isArray(expressions)) return (expressions as readonly Json[]).flatMap(namesIn);
  const block = blockOf(expressions);
  if (Array.isArray(block.references)) {
    const all = block.references.filter((name) => typeof name === "string");
    return all.filter((name) => !all.some((other) => other !== name && other.startsWith(`${name}.`)));
  }
  return Object.values(block).flatMap((inner) => (typeof inner === "object" ? namesIn(inner) : []));
}

/** Follows a name through the variables and outputs of modules to what it stands for. */
function follow(scope: Scope, name: string, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  const [kind = "", key = "", output = ""] = name.split(".");
  if (kind === "var" && scope.parent !== undefined) {
    const { call, scope: parent } = scope.parent;
    return namesIn(blockOf(call.expressions)[key]).flatMap((outer) => follow(parent, outer, depth + 1));
  }
  if (kind === "module") {
    const called = key.replace(/\[.*$/, "");
    const call = blockOf(blockOf(scope.module.module_calls)[called]);
    const child = childOf(scope, called, call);
    const expression = blockOf(blockOf(child.module.outputs)[output]).expression;
    return namesIn(expression).flatMap((inner) => follow(child, inner, depth + 1));
  }
  return [`${scope.prefix}${name}`];
}

function blockOf(value: Json | undefined): Block {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Block) : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
