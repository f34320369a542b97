import { JwtAuthBackend } from "@cdktf/provider-vault/lib/jwt-auth-backend";
import { JwtAuthBackendRole } from "@cdktf/provider-vault/lib/jwt-auth-backend-role";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import { requireMountPath } from "../../vault/mount-path";
import { type RoleProps, tokenArguments } from "../token-arguments";
import { insideVault, vaultScopeOf } from "../vault-scope";
import { guardLogins, type LoginMethodProps } from "./login-method";
import { hardenedTune } from "./login-mount";

/** Properties of {@link JwtLogin}. */
export interface JwtLoginProps extends LoginMethodProps {
  /** Issuer, as it stands in the tokens and serves `/.well-known/openid-configuration`: `https://sso.corp.example`. */
  readonly issuer: string;
  /** Certificates, in PEM, of the authority of the issuer's server. @default - those that the nodes trust */
  readonly issuerAuthority?: string;
}

/** Properties of a role of {@link JwtLogin}. */
export interface JwtRoleProps extends RoleProps {
  /** Audiences, of which a token must carry one (CVE-2024-5798). */
  readonly boundAudiences: readonly string[];
  /** The token's subject, where one alone may log in. @default - decided by `boundClaims` */
  readonly boundSubject?: string;
  /** Claims that a token must carry: `{ repository: "corp/payments" }`. */
  readonly boundClaims?: Readonly<Record<string, string>>;
  /** Claim that tells callers apart; it names their entity. @default "sub" */
  readonly userClaim?: string;
}

/** Logins by tokens that an issuer signs (`jwt`): pipelines, Kubernetes, workloads of other clouds. */
export class JwtLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  /** Vault's own name of the mount; known after the apply. */
  public readonly accessor: string;
  private readonly backend: JwtAuthBackend;

  /** @throws MOUNT_PATH_INVALID, SETTING_INVALID */
  public constructor(scope: Construct, id: string, props: JwtLoginProps) {
    super(scope, id);
    this.mountPath = HardenedVaultError.locate(this, () => {
      requireIssuer(props.issuer);
      return requireMountPath("mountPath of a JwtLogin", props.mountPath ?? "jwt");
    });
    vaultScopeOf(this).managed.logins.push({ path: this.mountPath, keeps: ["config", "role/+"] });
    this.backend = new JwtAuthBackend(this, "Resource", {
      ...insideVault(this),
      path: this.mountPath,
      type: "jwt",
      oidcDiscoveryUrl: props.issuer,
      boundIssuer: props.issuer,
      ...(props.issuerAuthority === undefined ? {} : { oidcDiscoveryCaPem: props.issuerAuthority }),
      tune: [hardenedTune()],
    });
    this.accessor = this.backend.accessor;
    vaultScopeOf(this).mounts.set(`auth/${this.mountPath}`, `auth/${this.backend.path}`);
    guardLogins(this, {
      mountPath: this.backend.path,
      name: this.mountPath,
      type: "jwt",
      rateLimit: props.rateLimit,
    });
  }

  /**
   * Lets holders of tokens log in.
   *
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: JwtRoleProps): void {
    HardenedVaultError.locate(this, () => {
      requireBound(props);
      new JwtAuthBackendRole(this, id, {
        ...insideVault(this),
        backend: this.backend.path,
        roleName: props.roleName,
        roleType: "jwt",
        userClaim: props.userClaim ?? "sub",
        boundAudiences: [...props.boundAudiences],
        ...(props.boundSubject === undefined ? {} : { boundSubject: props.boundSubject }),
        ...(props.boundClaims === undefined
          ? {}
          : { boundClaims: { ...props.boundClaims }, boundClaimsType: "string" }),
        clockSkewLeeway: Duration.minutes(1).toSeconds(),
        ...tokenArguments(this, props),
      });
    });
  }
}

function requireIssuer(issuer: string): void {
  if (/^https:\/\/[^/\s?#]+(\/[^\s?#]*)?$/.test(issuer)) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: "the issuer of a JwtLogin is no address of a server with TLS",
    got: issuer,
    expected: "an https URL without query, as it stands in the tokens",
    repair: 'write it as the issuer does: "https://sso.corp.example"',
  });
}

function requireBound({ roleName, boundAudiences, boundSubject, boundClaims = {} }: JwtRoleProps): void {
  const refuse = (message: string, got: unknown, repair: string) =>
    new HardenedVaultError({
      code: "SETTING_INVALID",
      message: `the role ${roleName} ${message}`,
      got,
      expected: "audiences, and a subject or claims that only the holders meant carry (TOK-06)",
      repair,
    });
  if (boundAudiences.length === 0 || boundAudiences.some((audience) => /^[\s*]*$/.test(audience))) {
    throw refuse("has no bound audience", boundAudiences, 'name it: boundAudiences: ["vault"]');
  }
  const claims = Object.values(boundClaims);
  if (boundSubject === undefined && claims.length === 0) {
    throw refuse("takes everybody whom the issuer knows", boundClaims, "set boundSubject or boundClaims");
  }
  if (claims.some((claim) => /[*?]/.test(claim) || claim === "")) {
    throw refuse("has a claim with a glob", boundClaims, "write each value out");
  }
}
