import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { Construct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { type RoleProps, tokenArguments } from "../token-arguments";
import { insideVault } from "../vault-scope";
import { LoginMethod, type LoginMethodProps } from "./login-method";

/** Properties of a role of {@link OidcLogin}. */
export interface OidcRoleProps extends RoleProps {
  /** Where the browser comes back to, in full. */
  readonly allowedRedirectUris: readonly string[];
  /** Client id that the issuer's tokens are for. */
  readonly boundAudiences: readonly string[];
  /** Claims that a person's token must carry: `{ groups: "vault-operators" }`. */
  readonly boundClaims: Readonly<Record<string, string>>;
  /** Claim that tells people apart. @default "sub" */
  readonly userClaim?: string;
}

/**
 * Logins of people by the organisation's single sign-on (`oidc`). Issuer, client id and client secret are written once by
 * an operator (`vault write auth/oidc/config -`), because Terraform would keep the secret in its state.
 */
export class OidcLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  /** Vault's own name of the mount, for a second factor; known after the apply. */
  public readonly accessor: string;
  private readonly method: LoginMethod;

  /** @throws MOUNT_PATH_INVALID */
  public constructor(scope: Construct, id: string, props: LoginMethodProps = {}) {
    super(scope, id);
    this.method = new LoginMethod(this, "method", { ...props, type: "oidc", keeps: ["role/+"] });
    this.mountPath = this.method.mountPath;
    this.accessor = this.method.accessor;
  }

  /**
   * Lets people log in.
   *
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: OidcRoleProps): void {
    HardenedVaultError.locate(this, () => {
      requireNarrow(props);
      new JwtAuthBackendRole(this, id, {
        ...insideVault(this),
        backend: this.method.reference,
        roleName: props.roleName,
        roleType: "oidc",
        userClaim: props.userClaim ?? "sub",
        allowedRedirectUris: [...props.allowedRedirectUris],
        boundAudiences: [...props.boundAudiences],
        boundClaims: { ...props.boundClaims },
        boundClaimsType: "string",
        ...tokenArguments(this, props),
      });
    });
  }
}

function requireNarrow({ roleName, allowedRedirectUris, boundAudiences, boundClaims }: OidcRoleProps): void {
  const uris = allowedRedirectUris.every((uri) =>
    /^(https:\/\/[^*\s]+|http:\/\/localhost:\d+\/[^*\s]*)$/.test(uri),
  );
  const claims = Object.values(boundClaims);
  if (
    uris &&
    allowedRedirectUris.length > 0 &&
    boundAudiences.length > 0 &&
    claims.length > 0 &&
    [...claims, ...boundAudiences].every((text) => text.trim() !== "" && !/[*?]/.test(text))
  ) {
    return;
  }
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the role ${roleName} lets more people in than are meant`,
    got: { allowedRedirectUris, boundAudiences, boundClaims },
    expected: "https addresses to come back to, an audience and a claim each in full, without globs (TOK-06)",
    repair: 'name a group: boundClaims: { groups: "vault-operators" }',
  });
}
