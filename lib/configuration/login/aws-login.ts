import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { AwsAuthBackendClient } from "@cdktf/provider-vault/lib/aws-auth-backend-client";
import { AwsAuthBackendRole } from "@cdktf/provider-vault/lib/aws-auth-backend-role";
import { Construct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { isUnresolved } from "../../core/tokens";
import { AWS_LOGIN, type AwsLoginClient, type AwsLoginRole } from "../../vault/aws-login";
import { AWS_LOGIN_DESCRIPTION } from "../../vault/foundation";
import { importExisting } from "../imports";
import { type RoleProps, tokenArguments } from "../token-arguments";
import { insideVault, vaultScopeOf } from "../vault-scope";
import { guardLogins } from "./login-method";
import { hardenedTune } from "./login-mount";

/** Properties of a role of {@link AwsLogin}. */
export interface AwsRoleProps extends RoleProps {
  /** ARNs of the AWS roles that may log in; exact ones. */
  readonly principalArns: readonly string[];
}

/** Logins with AWS roles: what runs on AWS needs no secret to begin with. Every cluster has it from its first minute. */
export class AwsLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string = AWS_LOGIN;
  private readonly backend: AuthBackend;

  public constructor(
    scope: Construct,
    id: string,
    props: { readonly client: AwsLoginClient; readonly roles: readonly AwsLoginRole[] },
  ) {
    super(scope, id);
    this.backend = new AuthBackend(this, "Resource", {
      ...insideVault(this),
      type: "aws",
      path: AWS_LOGIN,
      description: AWS_LOGIN_DESCRIPTION,
      tune: [hardenedTune()],
      lifecycle: { preventDestroy: true },
    });
    importExisting(this, this.backend, AWS_LOGIN);
    vaultScopeOf(this).mounts.set(`auth/${AWS_LOGIN}`, `auth/${this.backend.path}`);
    const client = new AwsAuthBackendClient(this, "client", {
      ...insideVault(this),
      backend: this.backend.path,
      stsEndpoint: props.client.sts_endpoint,
      stsRegion: props.client.sts_region,
      iamServerIdHeaderValue: props.client.iam_server_id_header_value,
    });
    importExisting(this, client, `auth/${AWS_LOGIN}/config/client`);
    for (const role of props.roles) {
      const made = new AwsAuthBackendRole(this, role.name, {
        ...insideVault(this),
        backend: this.backend.path,
        role: role.name,
        authType: role.auth_type,
        boundIamPrincipalArns: [...role.bound_iam_principal_arn],
        resolveAwsUniqueIds: role.resolve_aws_unique_ids,
        tokenPolicies: [...role.token_policies],
        tokenTtl: role.token_ttl,
        tokenMaxTtl: role.token_max_ttl,
        tokenType: role.token_type,
      });
      importExisting(this, made, `auth/${AWS_LOGIN}/role/${role.name}`);
    }
    guardLogins(this, { mountPath: this.backend.path, name: AWS_LOGIN, type: "aws" });
  }

  /**
   * Lets AWS roles log in.
   *
   * They are known by their exact ARN, because the cluster has no way to IAM: a role that somebody deletes and makes anew
   * under the same name is let in.
   *
   * @throws IDENTIFIER_INVALID for a wildcard, SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: AwsRoleProps): void {
    HardenedVaultError.locate(this, () => {
      requirePrincipals(props);
      new AwsAuthBackendRole(this, id, {
        ...insideVault(this),
        backend: this.backend.path,
        role: props.roleName,
        authType: "iam",
        boundIamPrincipalArns: [...props.principalArns],
        resolveAwsUniqueIds: false,
        ...tokenArguments(this, props),
      });
    });
  }
}

function requirePrincipals({ roleName, principalArns }: AwsRoleProps): void {
  const exact = (arn: string) =>
    isUnresolved(arn) || /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn);
  if (principalArns.length > 0 && principalArns.every(exact)) return;
  throw new HardenedVaultError({
    code: "IDENTIFIER_INVALID",
    message: `the role ${roleName} needs exact principals`,
    got: principalArns,
    expected: "ARNs of IAM roles without wildcards (CVE-2025-11621, TOK-06)",
    repair: 'name them: principalArns: ["arn:aws:iam::123456789012:role/payments"]',
  });
}
