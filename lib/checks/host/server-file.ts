import { type Json, Value } from "../evidence/value";
import { hclToJson } from "./hcl";
import { repeatedKeys } from "./repeated-keys";

/** A file of Vault's configuration. */
export interface ServerFile {
  readonly path: string;
  /** What it says, keys in lower case, as Vault takes them; `undefined` where it cannot be read. */
  readonly value: Value | undefined;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Keys that it has more than once. */
  readonly repeated: readonly string[];
}

/** Reads a file of Vault's configuration: JSON, or HCL, which Vault tells apart by the first character. */
export function readServerFile(path: string, content: string): ServerFile {
  const isJson = content.trimStart().startsWith("{");
  const json = isJson ? content : hclToJson(content);
  if (json === undefined) {
    return { path, value: undefined, problem: `${path} is HCL that cannot be read here`, repeated: [] };
  }
  try {
    const value = new Value("", normalized(JSON.parse(json) as Json));
    return { path, value, repeated: isJson ? repeatedKeys(json) : [] };
  } catch {
    return { path, value: undefined, problem: `${path} is no JSON`, repeated: [] };
  }
}

/** What Vault makes of several files: blocks add up, of everything else the last counts. */
export function mergedServer(files: readonly ServerFile[]): Value | undefined {
  const values = files.map(({ value }) => value);
  const [first] = values;
  if (values.length === 1 || values.includes(undefined))
    return values.includes(undefined) ? undefined : first;
  const merged: Record<string, Json> = {};
  for (const value of values) {
    for (const [key, inner] of Object.entries((value?.raw ?? {}) as Readonly<Record<string, Json>>)) {
      const earlier = merged[key];
      merged[key] =
        earlier === undefined || typeof inner !== "object" ? inner : ([earlier, inner].flat() as Json);
    }
  }
  return files.length === 0 ? undefined : new Value("", merged);
}

/** Keys in lower case; what a shell will put into a text is an expression. */
function normalized(value: Json): Json {
  if (typeof value === "string") return value.replaceAll(/\$(\w+|\([^)]*\))/g, "${$1}");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(normalized);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), normalized(inner)]),
  );
}
