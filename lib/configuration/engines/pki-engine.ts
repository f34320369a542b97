import { PkiSecretBackendConfigUrls } from "@cdktf/provider-vault/lib/pki-secret-backend-config-urls";
import { PkiSecretBackendCrlConfig } from "@cdktf/provider-vault/lib/pki-secret-backend-crl-config";
import { PkiSecretBackendRole } from "@cdktf/provider-vault/lib/pki-secret-backend-role";
import { PkiSecretBackendRootCert } from "@cdktf/provider-vault/lib/pki-secret-backend-root-cert";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import type { PathGrant } from "../../vault/policy";
import { requireVaultName } from "../../vault/role-name";
import { insideVault } from "../vault-scope";
import { EngineMount, type EngineProps } from "./engine-mount";

/** Properties of {@link PkiEngine}. */
export interface PkiEngineProps extends Pick<EngineProps, "description" | "mountPath"> {
  /** Name that the authority's certificate carries: `Corp application clients`. */
  readonly commonName: string;
  /** Address of Vault that certificates point at for their authority and its revocations: `https://vault.corp.example:8200`. */
  readonly address: string;
  /** How long the authority's certificate is valid; at most ten years. @default - five years */
  readonly validity?: Duration;
}

/** Certificates that a role of {@link PkiEngine} gives out. */
export interface PkiRoleProps {
  /** Name of the role in Vault. */
  readonly roleName: string;
  /** Domains below which names are given out. */
  readonly allowedDomains: readonly string[];
  /** Whether names below them are given out, and not only they themselves. @default true */
  readonly allowSubdomains?: boolean;
  /** Who shows the certificate: a client that connects, or a server. @default "client" */
  readonly usage?: "client" | "server";
  /** How long certificates are valid; at most 30 days. @default Duration.hours(24) */
  readonly ttl?: Duration;
}

const LONGEST = Duration.days(30);

/**
 * An authority inside Vault (`pki`). Its key is made in Vault and never leaves it; ACME is off, since it would have Vault
 * call hosts that others name (CVE-2026-5052). With `usage: "client"` it can be the authority of the applications that
 * show certificates to this Vault.
 */
export class PkiEngine extends Construct {
  /** Path that it is mounted at. */
  public readonly mountPath: string;
  /** Certificate of the authority, in PEM; known after the apply. */
  public readonly certificate: string;
  private readonly mount: EngineMount;
  private readonly issuer: string;

  /** @throws MOUNT_PATH_INVALID, SETTING_INVALID */
  public constructor(scope: Construct, id: string, props: PkiEngineProps) {
    super(scope, id);
    const validity = props.validity ?? Duration.days(5 * 365);
    this.mount = new EngineMount(this, "mount", {
      ...props,
      type: "pki",
      keeps: ["config/urls", "config/crl", "issuers/generate/root/internal", "issuer/+", "key/+", "roles/+"],
      maxLease: validity,
      longestLease: Duration.days(3653),
    });
    this.mountPath = this.mount.mountPath;
    const inside = insideVault(this);
    const backend = this.mount.reference;
    const base = `${props.address}/v1/${this.mountPath}`;
    const urls = new PkiSecretBackendConfigUrls(this, "urls", {
      ...inside,
      backend,
      issuingCertificates: [`${base}/ca`],
      crlDistributionPoints: [`${base}/crl`],
      ocspServers: [`${base}/ocsp`],
    });
    new PkiSecretBackendCrlConfig(this, "revocations", {
      ...inside,
      backend,
      expiry: "72h",
      autoRebuild: true,
      autoRebuildGracePeriod: "12h",
    });
    const root = new PkiSecretBackendRootCert(this, "authority", {
      ...inside,
      dependsOn: [...inside.dependsOn, urls],
      backend,
      // Not exported: the key is made in Vault and stays there.
      type: "internal",
      commonName: props.commonName,
      ttl: `${validity.toSeconds()}s`,
      keyType: "ec",
      keyBits: 384,
      maxPathLength: 0,
    });
    this.certificate = root.certificate;
    this.issuer = root.issuerId;
  }

  /**
   * Adds certificates for names below domains, never with wildcards, localhost or addresses.
   *
   * @returns what a policy needs to get one
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addRole(id: string, props: PkiRoleProps): { readonly use: PathGrant } {
    const {
      roleName,
      allowedDomains,
      allowSubdomains = true,
      usage = "client",
      ttl = Duration.hours(24),
    } = props;
    HardenedVaultError.locate(this, () => requireRole(props, ttl));
    new PkiSecretBackendRole(this, id, {
      ...insideVault(this),
      backend: this.mount.reference,
      name: roleName,
      issuerRef: this.issuer,
      allowedDomains: [...allowedDomains],
      allowBareDomains: !allowSubdomains,
      allowSubdomains,
      allowAnyName: false,
      allowGlobDomains: false,
      allowIpSans: false,
      allowLocalhost: false,
      allowWildcardCertificates: false,
      enforceHostnames: true,
      clientFlag: usage === "client",
      serverFlag: usage === "server",
      keyType: "ec",
      keyBits: 256,
      ttl: `${ttl.toSeconds()}`,
      maxTtl: `${ttl.toSeconds()}`,
    });
    return { use: { path: `${this.mountPath}/sign/${roleName}`, capabilities: ["update"] } };
  }
}

function requireRole({ roleName, allowedDomains }: PkiRoleProps, ttl: Duration): void {
  requireVaultName("the name of a role", roleName);
  const named =
    allowedDomains.length > 0 && allowedDomains.every((domain) => /^([a-z0-9-]+\.)+[a-z0-9-]+$/.test(domain));
  if (named && ttl.toSeconds() > 0 && !ttl.isLongerThan(LONGEST)) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `certificates of the role ${roleName} would be good for too much`,
    got: { allowedDomains, ttl: ttl.toString() },
    expected: `domains of two labels or more without wildcards, and ${LONGEST.toDays()} days or less`,
    repair: 'name them: allowedDomains: ["payments.corp.example"]',
  });
}
