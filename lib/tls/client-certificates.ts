import { X509Certificate } from "node:crypto";
import { HardenedVaultError } from "../core/errors";
import { type Reasoned, requireReason } from "../core/reason";
import { requireLiteral } from "../core/tokens";

/** Properties of {@link ClientCertificates.required}. */
export interface RequiredClientCertificates {
  /**
   * The certificates, in PEM, of the authorities that issue certificates for Vault's clients. Not a CA that the whole
   * company uses: everybody with one of its certificates could connect.
   */
  readonly authorities: string;
}

/** Whether clients must show a certificate before they can speak to Vault (TLS-04). */
export class ClientCertificates {
  /**
   * The API answers only clients with a certificate from these authorities (or from the nodes' own).
   *
   * @throws CERTIFICATE_INVALID, LITERAL_REQUIRED
   */
  public static required(options: RequiredClientCertificates): ClientCertificates {
    requireLiteral("authorities of ClientCertificates.required", options.authorities);
    const blocks = String(options.authorities).match(PEM) ?? [];
    if (blocks.length === 0) throw invalid("no certificate in it", options.authorities);
    return new ClientCertificates(`${blocks.map(requireAuthority).join("\n")}\n`, undefined);
  }

  /**
   * Anybody who reaches the API may speak to it; only tokens and networks protect it. For the browser UI, or while
   * clients move to certificates.
   *
   * @throws REASON_REQUIRED
   */
  public static notRequired(options: Reasoned): ClientCertificates {
    return new ClientCertificates(undefined, requireReason("ClientCertificates.notRequired", options));
  }

  private constructor(
    /** The authorities' certificates in PEM; absent when certificates are not required. */
    public readonly authorities: string | undefined,
    /** Why certificates are not required; absent when they are. */
    public readonly exemption: string | undefined,
  ) {}
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function requireAuthority(block: string): string {
  const certificate = parse(block);
  if (!certificate.ca) {
    throw invalid("a certificate in it is not an authority's", certificate.subject);
  }
  return block;
}

function parse(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw invalid("a certificate in it cannot be read", block);
  }
}

function invalid(what: string, got: unknown): HardenedVaultError {
  return new HardenedVaultError({
    code: "CERTIFICATE_INVALID",
    message: `authorities of ClientCertificates.required: ${what}`,
    got,
    expected: "one or more certificates of authorities (basic constraint CA) in PEM",
    repair: 'read the file with readFileSync("client-ca.pem", "utf8")',
  });
}
