import { remembered } from "../../core/remembered";
import { hclToJson } from "../host/hcl";
import type { Value } from "./value";

/** What a policy of Vault says of one path. */
export interface PolicyPath {
  readonly path: string;
  readonly capabilities: readonly string[];
}

type Paths = Readonly<Record<string, unknown>>;

/** The paths of a policy, in JSON or HCL; `undefined` where nobody can read it yet. */
export function pathsOf(policy: Value): readonly PolicyPath[] | undefined {
  const text = policy.literal;
  return typeof text === "string" ? pathsIn(text) : undefined;
}

const pathsIn = remembered(256, (text): readonly PolicyPath[] | undefined => {
  const read = text.trimStart().startsWith("{") ? text : hclToJson(text);
  if (read === undefined) return undefined;
  try {
    const { path = {} } = JSON.parse(read) as { path?: Paths | readonly Paths[] };
    return [path].flat().flatMap((named) =>
      Object.entries(named ?? {}).flatMap(([name, blocks]) =>
        // Vault takes a slash at the beginning off.
        [blocks]
          .flat()
          .map((block) => ({ path: name.replace(/^\//, ""), capabilities: capabilitiesOf(block) })),
      ),
    );
  } catch {
    return undefined;
  }
});

function capabilitiesOf(block: unknown): readonly string[] {
  const { capabilities, policy } = (block ?? {}) as { capabilities?: unknown; policy?: unknown };
  if (Array.isArray(capabilities)) return capabilities.map(String);
  // The form of before 0.5: `policy = "write"`.
  const old = {
    read: ["read", "list"],
    write: ["create", "read", "update", "delete", "list"],
    sudo: ["sudo"],
  };
  return typeof policy === "string" ? (old[policy as keyof typeof old] ?? [policy]) : [];
}

/** Whether some path fits both patterns: `*` at the end is any rest, `+` any segment. */
export function overlap(a: string, b: string): boolean {
  const left = a.split("/");
  const right = b.split("/");
  for (let index = 0; ; index += 1) {
    const [x, y] = [left[index], right[index]];
    if (x === undefined || y === undefined) return x === y;
    const restOfX = x.endsWith("*") && index === left.length - 1;
    const restOfY = y.endsWith("*") && index === right.length - 1;
    if (restOfX || restOfY) {
      const [glob, other] = restOfX ? [x, right.slice(index).join("/")] : [y, left.slice(index).join("/")];
      const start = glob.slice(0, -1);
      const otherStart = other.split(/[*+]/)[0] ?? "";
      return (
        otherStart.startsWith(start) || (otherStart.length < other.length && start.startsWith(otherStart))
      );
    }
    if (x !== y && x !== "+" && y !== "+" && !/\{\{.*\}\}/.test(x + y)) return false;
  }
}
