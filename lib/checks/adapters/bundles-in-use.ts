import { posix } from "node:path";
import type { Evidence } from "../evidence/evidence";
import { MACHINES } from "../evidence/node-group";
import type { Resource } from "../evidence/resource";
import { userDataOf } from "../evidence/user-data";

/** The script by which user data makes a node of an unpacked bundle. */
const ENTRY_SCRIPT = "/usr/local/sbin/hardened-vault-node";

/** A bundle that machines fetch at their first boot. */
export interface BundleInUse {
  /** Address of what starts the machines. */
  readonly template: string;
  /** Archive that the stack uploads, by its path from the folder of the stack; `undefined` where that cannot be followed. */
  readonly archive: string | undefined;
  /** Sums that the user data checks. */
  readonly sums: readonly string[];
}

/** Follows the user data of machines to the archives that the stack uploads for them. */
export function bundlesInUse(evidence: Evidence): readonly BundleInUse[] {
  const objects = evidence.resources
    .ofType("aws_s3_object")
    .map((object) => ({ object, archive: archiveOf(object) }));
  return evidence.resources.ofType(...MACHINES).flatMap((template): readonly BundleInUse[] => {
    const text = userDataOf(template, evidence)?.text ?? "";
    const fetched = objects.filter(({ object, archive }) => archive !== undefined && isNamedIn(text, object));
    const sums = text.match(/\b[0-9a-f]{64}\b/g) ?? [];
    if (fetched.length > 0)
      return fetched.map(({ archive }) => ({ template: template.address, archive, sums }));
    return text.includes(ENTRY_SCRIPT) ? [{ template: template.address, archive: undefined, sums }] : [];
  });
}

function archiveOf(object: Resource): string | undefined {
  const { raw } = object.at("source");
  const source = typeof raw === "string" ? raw.replace(/^\$\{path\.(module|root)\}\//, "") : "";
  return source.endsWith(".tar") && !source.includes("${") ? posix.normalize(source) : undefined;
}

function isNamedIn(text: string, object: Resource): boolean {
  const key = object.at("key").literal;
  return text.includes(`\${${object.address}.`) || (typeof key === "string" && text.includes(`'${key}'`));
}
