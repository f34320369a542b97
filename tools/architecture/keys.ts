import type { BoxOf, Edge } from "./graph";
import type { Resource, Synthesized } from "./synthesized";

/** One arrow from everything that is encrypted at rest to its key. */
export function encryption(stack: Synthesized, boxOf: BoxOf): readonly Edge[] {
  const own = ({ address }: Resource) => boxOf(`\${${address}.id}`);
  return stack.types
    .flatMap((type) => stack.all(type))
    .flatMap((resource) =>
      own(resource).flatMap((from) =>
        keyAttributes(resource.block)
          .flatMap(boxOf)
          .map((to): Edge => ({ from, to, kind: "encrypts", labels: [] })),
      ),
    );
}

/** Values of attributes that name a key, also inside documents that are kept as JSON. */
function keyAttributes(value: unknown): readonly unknown[] {
  if (typeof value === "string" && value.startsWith("{")) return keyAttributes(JSON.parse(value));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    /^kms_?(master_)?key_?(id|arn)$/i.test(name) ? [inner] : keyAttributes(inner),
  );
}
