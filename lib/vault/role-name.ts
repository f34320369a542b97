import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";

/**
 * Name of a role, a quota or the like, as it stands in a path of Vault's API.
 *
 * @throws VAULT_NAME_INVALID, LITERAL_REQUIRED
 */
export function requireVaultName(what: string, name: string): string {
  requireLiteral(what, name);
  if (/^[a-z0-9][a-z0-9_.-]{0,127}$/.test(name)) return name;
  throw new HardenedVaultError({
    code: "VAULT_NAME_INVALID",
    message: `${what} is not accepted`,
    got: name,
    expected: "lower-case letters, digits, -, _ and ., beginning with a letter or digit",
    repair: 'rename it, for example "payments"',
  });
}
