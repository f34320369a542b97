import { X509Certificate } from "node:crypto";
import { CertAuthBackendRole } from "@cdktf/provider-vault/lib/cert-auth-backend-role";
import { Construct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { requireLiteral } from "../../core/tokens";
import { type RoleProps, tokenArguments } from "../token-arguments";
import { insideVault } from "../vault-scope";
import { LoginMethod, type LoginMethodProps } from "./login-method";

/** Properties of a role of {@link CertificateLogin}. */
export interface CertificateRoleProps extends RoleProps {
  /** Certificates, in PEM, of the authority whose certificates log in: an authority's, not a client's (CVE-2025-6037). */
  readonly authority: string;
  /** Names of which the certificate must carry one; a glob names more than its author thinks. */
  readonly allowedNames: {
    /** DNS names of the subject alternative name. */
    readonly dns?: readonly string[];
    /** URIs of the subject alternative name: `spiffe://corp.example/payments`. */
    readonly uri?: readonly string[];
    /** Common names. */
    readonly common?: readonly string[];
  };
}

/** Logins by the client certificate of the connection (`cert`). */
export class CertificateLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  private readonly method: LoginMethod;

  public constructor(scope: Construct, id: string, props: LoginMethodProps = {}) {
    super(scope, id);
    this.method = new LoginMethod(this, "method", { ...props, type: "cert", keeps: ["certs/+"] });
    this.mountPath = this.method.mountPath;
  }

  /**
   * Lets holders of certificates log in.
   *
   * @throws CERTIFICATE_INVALID, SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: CertificateRoleProps): void {
    HardenedVaultError.locate(this, () => {
      const { dns = [], uri = [], common = [] } = props.allowedNames;
      requireAuthority(props.roleName, props.authority);
      requireNames(props.roleName, [...dns, ...uri, ...common]);
      new CertAuthBackendRole(this, id, {
        ...insideVault(this),
        backend: this.method.reference,
        name: props.roleName,
        certificate: props.authority,
        ...(dns.length === 0 ? {} : { allowedDnsSans: [...dns] }),
        ...(uri.length === 0 ? {} : { allowedUriSans: [...uri] }),
        ...(common.length === 0 ? {} : { allowedCommonNames: [...common] }),
        ...tokenArguments(this, props),
      });
    });
  }
}

function requireAuthority(role: string, pem: string): void {
  requireLiteral(`authority of the role ${role}`, pem);
  let isAuthority = false;
  try {
    isAuthority = new X509Certificate(pem).ca;
  } catch {
    // Said below.
  }
  if (isAuthority) return;
  throw new HardenedVaultError({
    code: "CERTIFICATE_INVALID",
    message: `the role ${role} needs the certificate of an authority`,
    got: String(pem).slice(0, 80),
    expected:
      "a certificate of an authority (basic constraint CA) in PEM; a client's own was let in when it had expired (CVE-2025-6037)",
    repair: 'read the file with readFileSync("clients-ca.pem", "utf8")',
  });
}

function requireNames(role: string, names: readonly string[]): void {
  if (names.length > 0 && names.every((name) => name.trim() !== "" && !/^\*?\.?\*?$/.test(name))) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the role ${role} takes every certificate of its authority`,
    got: names,
    expected: "names of which a certificate must carry one",
    repair: 'name them: allowedNames: { dns: ["payments.corp.example"] }',
  });
}
