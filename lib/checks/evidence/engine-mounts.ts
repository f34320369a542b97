import type { Evidence } from "./evidence";
import { Value } from "./value";

/** A secret engine: where it is mounted, and what it is. */
export interface EngineMount {
  readonly path: string;
  readonly kind: string;
}

/** Engines whose settings rules know. */
const KINDS = new Set(["aws", "database", "kv", "pki", "ssh", "transit"]);
/** Types that mount an engine of their own kind. */
const OWN: Readonly<Record<string, string>> = {
  vault_aws_secret_backend: "aws",
  vault_database_secrets_mount: "database",
};

const KNOWN = new WeakMap<Evidence, readonly EngineMount[]>();

/** Engines of which the stack says where they are, and those that are where Vault's own pages put them. */
export function engineMounts(evidence: Evidence): readonly EngineMount[] {
  let known = KNOWN.get(evidence);
  if (known === undefined) {
    const said = evidence.resources.ofType("vault_mount", ...Object.keys(OWN)).flatMap((mount) => {
      const { literal: path } = mount.at("path");
      const kind = OWN[mount.type] ?? mount.at("type").literal;
      return typeof path === "string" && typeof kind === "string" ? [{ path: trimmed(path), kind }] : [];
    });
    const usual = [...KINDS]
      .filter((kind) => !said.some(({ path }) => path === kind))
      .map((kind) => ({ path: kind, kind }));
    known = [...said, ...usual];
    KNOWN.set(evidence, known);
  }
  return known;
}

/** What is mounted at a path, which may be that of a resource: `\${vault_mount.secrets.path}`. */
export function kindMountedAt(path: string, evidence: Evidence): string | undefined {
  const value = new Value("mount", path);
  const mount =
    value.reference === undefined
      ? undefined
      : evidence.resources.namedBy(value, "vault_mount", ...Object.keys(OWN))[0];
  if (mount !== undefined) return OWN[mount.type] ?? String(mount.at("type").literal);
  return engineMounts(evidence).find((one) => one.path === trimmed(path))?.kind;
}

function trimmed(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, "");
}
