import { gunzipSync } from "node:zlib";
import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import type { Json, Value } from "./value";

/** Text that a machine gets at its first boot. */
export interface UserData {
  /** As far as it can be read, with its expressions. */
  readonly text: string;
  /** Whether nothing of it is an expression that hides text. */
  readonly isKnown: boolean;
}

const ENCODED = /^\$\{(base64encode|base64gzip|textencodebase64)\((.+)\)\}$/s;

/** User data of a launch template, an instance or a launch configuration; `undefined` where it has none. */
export function userDataOf(resource: Resource, { locals }: Evidence): UserData | undefined {
  const value = ["user_data", "user_data_base64"]
    .map((name) => resource.at(name))
    .find((one) => !one.isAbsent);
  if (value === undefined) return undefined;
  const raw = typeof value.raw === "string" ? value.raw : JSON.stringify(value.raw);
  const [, , argument = ""] = ENCODED.exec(raw) ?? [];
  if (argument !== "") return readArgument(argument.trim(), locals);
  if (!value.isKnown) return { text: raw, isKnown: false };
  return { text: decoded(typeof value.literal === "string" ? value.literal : raw), isKnown: true };
}

/** What is given to the function that encodes: a local value or a string. */
function readArgument(argument: string, locals: Value): UserData {
  const local = /^local\.([\w-]+)$/.exec(argument)?.[1];
  const text = local === undefined ? quoted(argument) : locals.at(local).raw;
  return typeof text === "string" ? { text, isKnown: true } : { text: argument, isKnown: false };
}

function quoted(argument: string): Json | undefined {
  if (!argument.startsWith('"')) return undefined;
  try {
    return JSON.parse(argument) as Json;
  } catch {
    return undefined;
  }
}

/** Launch templates hold base64, perhaps of a gzip; instances hold text. */
function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text) || text.trim().length % 4 !== 0) return text;
  const bytes = Buffer.from(text, "base64");
  try {
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch {
    return text;
  }
}
