import { ApproleAuthBackendRole } from "@cdktf/provider-vault/lib/approle-auth-backend-role";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import { type RoleProps, tokenArguments } from "../token-arguments";
import { insideVault } from "../vault-scope";
import type { LockoutOptions } from "./lockout";
import { LoginMethod, type LoginMethodProps } from "./login-method";

/** Properties of {@link AppRoleLogin}. */
export interface AppRoleLoginProps extends LoginMethodProps {
  /** @default - 5 tries, 30 minutes */
  readonly lockout?: LockoutOptions;
}

/** Properties of a role of {@link AppRoleLogin}. */
export interface AppRoleProps extends RoleProps {
  /** Networks from which its secret id may be used, in CIDR notation: without them whoever finds one can use it. */
  readonly secretIdBoundCidrs: readonly string[];
  /** How long a secret id may be used; at most a day. @default Duration.hours(1) */
  readonly secretIdTtl?: Duration;
  /** How often a secret id may be used. @default 1 */
  readonly secretIdNumUses?: number;
}

/** Logins of machines that have no identity of their own. Prefer AWS or certificates where there are some. */
export class AppRoleLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  private readonly method: LoginMethod;

  public constructor(scope: Construct, id: string, props: AppRoleLoginProps = {}) {
    super(scope, id);
    this.method = new LoginMethod(this, "method", {
      ...props,
      type: "approle",
      keeps: ["role/+"],
      // Not secret-id: who makes one is the machine that it is made for.
      reads: ["role/+/role-id"],
    });
    this.mountPath = this.method.mountPath;
  }

  /**
   * Lets something log in. Secret ids are made by a token that may do so, never by Terraform: they would be in its state.
   *
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: AppRoleProps): void {
    HardenedVaultError.locate(this, () => {
      const { secretIdTtl = Duration.hours(1), secretIdNumUses = 1, secretIdBoundCidrs } = props;
      requireSecretIds(props.roleName, { secretIdTtl, secretIdNumUses, secretIdBoundCidrs });
      new ApproleAuthBackendRole(this, id, {
        ...insideVault(this),
        backend: this.method.reference,
        roleName: props.roleName,
        bindSecretId: true,
        secretIdTtl: secretIdTtl.toSeconds(),
        secretIdNumUses,
        secretIdBoundCidrs: [...secretIdBoundCidrs],
        ...tokenArguments(this, props),
      });
    });
  }
}

function requireSecretIds(
  role: string,
  given: Required<Pick<AppRoleProps, "secretIdBoundCidrs" | "secretIdNumUses" | "secretIdTtl">>,
): void {
  const { secretIdTtl, secretIdNumUses, secretIdBoundCidrs } = given;
  const bounded =
    secretIdNumUses >= 1 && secretIdTtl.toSeconds() > 0 && !secretIdTtl.isLongerThan(Duration.days(1));
  if (bounded && secretIdBoundCidrs.length > 0 && !secretIdBoundCidrs.some((cidr) => /\/0$/.test(cidr)))
    return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `secret ids of the role ${role} would be good for too much`,
    got: { ttl: secretIdTtl.toString(), uses: secretIdNumUses, networks: secretIdBoundCidrs },
    expected: "a day or less, a number of uses, and the networks they may come from",
    repair: "leave ttl and uses out for the defaults; name the networks of who logs in",
  });
}
