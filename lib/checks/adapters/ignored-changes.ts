import { partsOf } from "../evidence/expression";
import { type Json, Value } from "../evidence/value";

type Block = Readonly<Record<string, Json>>;

/** Stands for what is there already, whatever is written. */
const KEPT = "${(what is there already: changes are ignored)}";
/** What says how Terraform treats a resource, and is none of its attributes. */
const META = ["count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "connection"];
/** How many machines run at the moment: schedules change it, and the least and the most bound it. */
const PACES = ["desired_capacity"];

/**
 * Attributes of which `lifecycle.ignore_changes` keeps what is there already: what is written counts for the first
 * deployment alone, so that nobody can say what they are.
 */
export function withIgnored(type: string, attributes: Block): Block {
  if (!/^(aws|vault)_/.test(type)) return attributes;
  const ignored = new Value("", attributes).at("lifecycle.ignore_changes").items.map(nameOf);
  if (ignored.length === 0) return attributes;
  const isIgnored = (name: string) =>
    ignored.some((one) => one === name || one === "all" || one === "*") &&
    ![...META, ...PACES].includes(name);
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      isIgnored(name) ? (type.startsWith("vault_") ? KEPT : kept(value)) : value,
    ]),
  );
}

/** The attribute that an entry names, or a part of: `tune[0].max_lease_ttl`, `\${all}`. */
function nameOf({ raw }: Value): string {
  const [, name = ""] = /^(?:\$\{)?\s*([\w*]+)/.exec(String(raw)) ?? [];
  return name;
}

/** Of resources that name others, the names stay: they say what belongs together. */
function kept(value: Json): Json {
  if (typeof value === "string" && value.includes("${")) return named(value);
  if (typeof value !== "object" || value === null) return KEPT;
  if (Array.isArray(value)) return (value as readonly Json[]).map(kept);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, kept(inner)]));
}

/** A name alone stays as it is; of a text with names in it they alone stay. */
function named(text: string): string {
  const expressions = partsOf(text).flatMap((part) => (typeof part === "string" ? [] : [part.expression]));
  return new Value("", text).reference === undefined
    ? [KEPT, ...expressions.map((expression) => `\${${expression}}`)].join("")
    : text;
}
