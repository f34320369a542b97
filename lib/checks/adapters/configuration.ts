import type { JsonObject } from "../../server/json";
import type { Evidence } from "../evidence/evidence";
import type { Host } from "../evidence/host";
import { Resource } from "../evidence/resource";
import { Resources } from "../evidence/resources";
import { type Json, Value } from "../evidence/value";
import { withIgnored } from "./ignored-changes";

/** What comes with a configuration and is not in it. */
export interface Accompanying {
  readonly hosts: readonly Host[];
  readonly integrity: readonly string[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Nothing beside the configuration itself. */
export const ALONE: Accompanying = { hosts: [], integrity: [], sources: new Map() };

/** Reads a configuration in Terraform's JSON syntax, as a stack is synthesized to. */
export function evidenceOfConfiguration(
  name: string,
  configuration: JsonObject,
  beside: Accompanying,
): Evidence {
  const locals = objectOf(configuration.locals);
  const resources = [
    ...resourcesOf(objectOf(configuration.resource), "managed", locals),
    ...resourcesOf(objectOf(configuration.data), "data", locals),
  ];
  const value = (key: string) => new Value(key, configuration[key]);
  const resolved = (key: string) =>
    new Value(key, configuration[key] === undefined ? undefined : withLocals(configuration[key], locals, 0));
  return {
    form: "configuration",
    name,
    resources: new Resources(resources),
    terraform: value("terraform"),
    providers: resolved("provider"),
    variables: value("variable"),
    locals: value("locals"),
    outputs: resolved("output"),
    blocks: new Value("", {
      module: configuration.module ?? null,
      removed: configuration.removed ?? null,
      action: configuration.action ?? null,
    }),
    ...beside,
  };
}

function resourcesOf(byType: JsonObject, mode: Resource["mode"], locals: JsonObject): readonly Resource[] {
  const hasLocals = Object.keys(locals).length > 0;
  return Object.entries(byType).flatMap(([type, byName]) =>
    Object.entries(objectOf(byName)).flatMap(([name, block]) => {
      const { "//": comment, ...written } = objectOf(block);
      const attributes = hasLocals ? (withLocals(written, locals, 0) as JsonObject) : written;
      if (isNowhere(attributes)) return [];
      const path = objectOf(objectOf(comment).metadata).path;
      return new Resource({
        address: `${mode === "data" ? "data." : ""}${type}.${name}`,
        type,
        mode,
        attributes: withIgnored(type, attributes),
        ...(typeof path === "string" ? { constructPath: path } : {}),
      });
    }),
  );
}

/** Whether there is none of it: `count = 0`, `for_each` of nothing, or `enabled = false`. */
function isNowhere({ count, for_each: each, lifecycle }: JsonObject): boolean {
  return (
    /^(0|\$\{\s*0\s*\})$/.test(String(count)) ||
    (typeof each === "object" && each !== null && Object.keys(each).length === 0) ||
    /^\$\{\s*(toset\(\s*\[\s*\]\s*\)|\{\s*\}|tomap\(\s*\{\s*\}\s*\))\s*\}$/.test(String(each)) ||
    /^false$/.test(String(new Value("", lifecycle).at("enabled").raw))
  );
}

/** An object; the JSON syntax allows a list of one in its place, and lists are merged. */
function objectOf(value: Json | undefined): JsonObject {
  if (Array.isArray(value)) return Object.assign({}, ...value.map((item) => objectOf(item)));
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}

const LOCAL = /\$\{local\.([\w-]+)\}/g;
const DEEPEST = 10;

/** Puts local values in the place of what refers to them. */
function withLocals(value: Json, locals: JsonObject, depth: number): Json {
  if (typeof value === "string") {
    if (!value.includes("${local.") || depth > DEEPEST) return value;
    const [whole, name = ""] = /^\$\{local\.([\w-]+)\}$/.exec(value) ?? [];
    if (whole !== undefined && locals[name] !== undefined) return withLocals(locals[name], locals, depth + 1);
    const text = value.replaceAll(LOCAL, (expression, key: string) => {
      const local = locals[key];
      return typeof local === "string" ? local : expression;
    });
    return text === value ? value : withLocals(text, locals, depth + 1);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withLocals(item, locals, depth));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withLocals(inner, locals, depth)]),
  );
}
