import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";

/**
 * Refuses a description that a security group rule cannot carry (Amazon EC2 API, `IpRange`: 1 to 255 characters of
 * letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`).
 *
 * @throws SETTING_INVALID
 */
export function requireDescription(what: string, description: string): string {
  requireLiteral(`the description of ${what}`, description);
  if (typeof description === "string" && /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,200}$/.test(description))
    return description;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `${what} needs a description that a security group rule can carry`,
    got: description,
    expected: "1 to 200 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    repair: 'say in a few words who this is, for example "application subnets"',
  });
}
