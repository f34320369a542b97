import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";

/** Paths that Vault keeps for itself. */
const RESERVED = ["auth", "audit", "cubbyhole", "identity", "sys", "token"];

/**
 * A path that something is mounted at: `secret`, `pki/applications`.
 *
 * @throws MOUNT_PATH_INVALID, LITERAL_REQUIRED
 */
export function requireMountPath(what: string, path: string): string {
  requireLiteral(what, path);
  const fits = /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/.test(path);
  if (fits && path.length <= 128 && !RESERVED.includes(path.split("/")[0] ?? "")) return path;
  throw new HardenedVaultError({
    code: "MOUNT_PATH_INVALID",
    message: `${what} is no path to mount at`,
    got: path,
    expected: `lower-case words with - and _, separated by single slashes, not below ${RESERVED.join(", ")}`,
    repair: 'write it without slashes at its ends: "secret", "pki/applications"',
  });
}
