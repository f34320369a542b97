import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { COMMENT } from "./synthesized";

/**
 * Where two synthesized stacks differ: files by their paths, blocks of the JSON by their addresses. What only the
 * framework reads (paths of constructs) is not compared.
 */
export function differences(one: string, other: string): readonly string[] {
  const [ours, theirs] = [contents(one), contents(other)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((place) => !isDeepStrictEqual(ours.get(place), theirs.get(place)))
    .sort();
}

function contents(stackFolder: string): ReadonlyMap<string, unknown> {
  const files = readdirSync(stackFolder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(path.join(stackFolder, file)).isFile(),
  );
  return new Map(
    files.flatMap((file): readonly (readonly [string, unknown])[] => {
      const content = readFileSync(path.join(stackFolder, file));
      return file === "cdk.tf.json"
        ? addresses(JSON.parse(content.toString("utf8")) as Json)
        : [[file, content.toString("base64")]];
    }),
  );
}

type Json = Readonly<Record<string, unknown>>;

function addresses(stack: Json): readonly (readonly [string, unknown])[] {
  return Object.entries(withoutComments(stack) as Json).flatMap(([part, byType]) =>
    Object.entries(byType as Json).flatMap(([type, byId]) =>
      part === "resource" || part === "data"
        ? Object.entries(byId as Json).map(([id, block]) => [`${part}.${type}.${id}`, block] as const)
        : [[`${part}.${type}`, byId] as const],
    ),
  );
}

function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== COMMENT)
      .map(([key, each]) => [key, withoutComments(each)]),
  );
}
