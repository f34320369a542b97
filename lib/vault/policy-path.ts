import { HardenedVaultError } from "../core/errors";

/** A path that a policy speaks of, as Vault matches it: `*` at the end, `+` for one segment, `{{...}}` for the caller. */
const SEGMENT = /^(\+|[^*+{}]*(\{\{[^{}]+\}\}[^*+{}]*)*\*?)$/;

/** Templates whose value nobody can choose: ids that Vault gives (TOK-04, CVE-2026-5006). */
const BY_ID = /^identity\.(entity\.id|entity\.aliases\.[\w-]+\.id|groups\.ids\.[\w-]+\.id)$/;

/**
 * Refuses a path that Vault would take and that opens too much, or that it would never match.
 *
 * @throws VAULT_POLICY_INVALID
 */
export function requirePolicyPath(policy: string, path: string): string {
  const segments = path.split("/");
  if (path === "" || path.startsWith("/") || segments.slice(0, -1).some((segment) => segment === "")) {
    throw invalid(
      policy,
      path,
      "Vault matches paths without a leading or double slash",
      "write secret/data/app",
    );
  }
  if (segments.some((segment) => segment === "." || segment === "..")) {
    throw invalid(policy, path, "Vault refuses requests with . and .. (CVE-2026-3605)", "write the path out");
  }
  if (
    segments.some((segment) => !SEGMENT.test(segment)) ||
    segments.slice(0, -1).some((one) => one.endsWith("*"))
  ) {
    throw invalid(
      policy,
      path,
      "* counts at the end only, + stands for one whole segment",
      "use + in the middle",
    );
  }
  if (/^[+*/]*$/.test(path)) {
    throw invalid(policy, path, "a path without a name opens everything (TOK-03)", "name the mount");
  }
  for (const [, template = ""] of path.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
    if (!BY_ID.test(template)) {
      throw invalid(
        policy,
        path,
        `${template} can hold what somebody chose: a name, metadata, a slash (TOK-04, CVE-2026-5006)`,
        "use an id: {{identity.entity.id}} or {{identity.entity.aliases.ACCESSOR.id}}",
      );
    }
  }
  return path;
}

function invalid(policy: string, path: string, expected: string, repair: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "VAULT_POLICY_INVALID",
    message: `the policy ${policy} has a path that is not accepted`,
    got: path,
    expected,
    repair,
  });
}
