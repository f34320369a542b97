import { IdentityMfaLoginEnforcement } from "@cdktf/provider-vault/lib/identity-mfa-login-enforcement";
import { IdentityMfaTotp } from "@cdktf/provider-vault/lib/identity-mfa-totp";
import { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import { requireVaultName } from "../vault/role-name";
import { insideVault, vaultScopeOf } from "./vault-scope";

/** Properties of {@link SecondFactor}. */
export interface SecondFactorProps {
  /** Name of the enforcement in Vault. @default "people" */
  readonly enforcementName?: string;
  /** Name that people see in their authenticator. */
  readonly issuer: string;
  /** Login methods whose users must show one, by the accessor of each. */
  readonly loginAccessors: readonly string[];
}

/**
 * A second factor (TOTP) that everybody must show who logs in by these methods (TOK-08). Each person's secret is made by
 * an administrator (`identity/mfa/method/totp/admin-generate`), never by Terraform.
 */
export class SecondFactor extends Construct {
  /** @throws SETTING_INVALID, VAULT_NAME_INVALID */
  public constructor(scope: Construct, id: string, props: SecondFactorProps) {
    super(scope, id);
    const { enforcementName = "people", issuer, loginAccessors } = props;
    HardenedVaultError.locate(this, () => {
      requireVaultName("the name of an enforcement", enforcementName);
      if (loginAccessors.length > 0) return;
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: "a second factor that no login method asks for",
        got: loginAccessors,
        expected: "the accessor of one login method or more",
        repair: "loginAccessors: [people.accessor]",
      });
    });
    vaultScopeOf(this).managed.secondFactors = true;
    const totp = new IdentityMfaTotp(this, "totp", {
      ...insideVault(this),
      issuer,
      algorithm: "SHA256",
      digits: 6,
      period: 30,
      skew: 1,
      maxValidationAttempts: 5,
    });
    new IdentityMfaLoginEnforcement(this, "enforcement", {
      ...insideVault(this),
      name: enforcementName,
      mfaMethodIds: [totp.methodId],
      authMethodAccessors: [...loginAccessors],
    });
  }
}
