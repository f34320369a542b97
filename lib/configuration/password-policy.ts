import { PasswordPolicy as Resource } from "@cdktf/provider-vault/lib/password-policy";
import { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import { requireVaultName } from "../vault/role-name";
import { insideVault } from "./vault-scope";

/** Properties of {@link PasswordPolicy}. */
export interface PasswordPolicyProps {
  /** Name in Vault. */
  readonly policyName: string;
  /** Characters of a password; 20 or more. @default 24 */
  readonly length?: number;
}

/** How the passwords look that Vault makes, for databases and the like: long, of every kind of character. */
export class PasswordPolicy extends Construct {
  /** @throws SETTING_INVALID, VAULT_NAME_INVALID */
  public constructor(scope: Construct, id: string, props: PasswordPolicyProps) {
    super(scope, id);
    const { policyName, length = 24 } = props;
    HardenedVaultError.locate(this, () => {
      requireVaultName("the name of a password policy", policyName);
      if (Number.isInteger(length) && length >= 20 && length <= 100) return;
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: `passwords of ${policyName} have no fitting length`,
        got: length,
        expected: "20 to 100 characters",
        repair: "leave it out for 24",
      });
    });
    const rule = [
      { charset: "abcdefghijklmnopqrstuvwxyz", "min-chars": 1 },
      { charset: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "min-chars": 1 },
      { charset: "0123456789", "min-chars": 1 },
      { charset: "-_.", "min-chars": 1 },
    ];
    new Resource(this, "Resource", {
      ...insideVault(this),
      name: policyName,
      policy: JSON.stringify({ length, rule: rule.map((charset) => ({ charset })) }),
    });
  }
}
