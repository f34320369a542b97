import { requireArn } from "../aws/arn";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { readSecret } from "../aws/secret";
import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import type { Statement } from "../policy/document";

/** What a source of certificates needs from the deployment. */
export interface ServerCertificatesBinding {
  /** Statements for the node role. */
  readonly nodeStatements: readonly Statement[];
  /** Whether the nodes need the endpoint of AWS Private CA. */
  readonly needsPrivateCaEndpoint: boolean;
  /** Facts that the user data hands to the node: name to value, tokens welcome. */
  readonly facts: Readonly<Record<string, string>>;
  /** What the node needs to know to fetch and renew, without secrets; written to a file of the bundle. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/** Properties of {@link ServerCertificates.privateCa}. */
export interface PrivateCaOptions {
  /**
   * How long a certificate is valid, in whole days; it is renewed after a third of that.
   *
   * @default Duration.days(30)
   */
  readonly validity?: Duration;
  /**
   * ARN of the certificate template; it must give serverAuth and clientAuth, because nodes are each other's clients.
   *
   * @default - `EndEntityCertificate/V1` (AWS Private CA user guide, "AWS Private CA template varieties")
   */
  readonly templateArn?: string;
}

/** Properties of {@link ServerCertificates.secretsManager}. */
export interface SecretsManagerOptions {
  /** @default - the secret is encrypted by the key `aws/secretsmanager` */
  readonly encryptionKey?: IEncryptionKey;
}

/** Where the nodes' certificates come from. Never self-signed, and no key ever stands in Terraform's state. */
export class ServerCertificates {
  /**
   * From a certificate authority in AWS Private CA that is used for these nodes alone: the node makes key and request,
   * the key never leaves it.
   *
   * @param authorityArn ARN of a dedicated subordinate CA; may be a token
   * @throws IDENTIFIER_INVALID, DURATION_INVALID
   */
  public static privateCa(authorityArn: string, options: PrivateCaOptions = {}): ServerCertificates {
    requireArn(
      "the authority of ServerCertificates.privateCa",
      authorityArn,
      "acm-pca",
      "certificate-authority/",
    );
    const validity = options.validity ?? Duration.days(30);
    if (!Number.isInteger(validity.toDays()) || validity.toDays() < 3 || validity.toDays() > 397) {
      throw new HardenedVaultError({
        code: "DURATION_INVALID",
        message: "the validity of a node's certificate is out of range",
        got: validity.toString(),
        expected: "whole days, from 3 to 397",
        repair: "use a short life, such as Duration.days(30): renewal is automatic",
      });
    }
    const templateArn = options.templateArn ?? "arn:aws:acm-pca:::template/EndEntityCertificate/V1";
    return new ServerCertificates({
      nodeStatements: [
        {
          sid: "IssueNodeCertificate",
          actions: ["acm-pca:IssueCertificate"],
          resources: [authorityArn],
          conditions: { StringEquals: { "acm-pca:TemplateArn": templateArn } },
        },
        {
          sid: "FetchNodeCertificate",
          actions: ["acm-pca:GetCertificate", "acm-pca:GetCertificateAuthorityCertificate"],
          resources: [authorityArn],
        },
      ],
      needsPrivateCaEndpoint: true,
      facts: { CERTIFICATE_AUTHORITY_ARN: authorityArn },
      settings: { source: "private-ca", templateArn, validityDays: validity.toDays() },
    });
  }

  /**
   * From a secret that the organisation's CA fills: JSON with `certificate`, `private_key` and `ca_chain` in PEM.
   *
   * @param secretArn ARN of the secret; may be a token
   * @throws IDENTIFIER_INVALID
   */
  public static secretsManager(secretArn: string, options: SecretsManagerOptions = {}): ServerCertificates {
    requireArn("the secret of ServerCertificates.secretsManager", secretArn, "secretsmanager", "secret:");
    return new ServerCertificates({
      nodeStatements: readSecret("NodeCertificate", secretArn, options.encryptionKey),
      needsPrivateCaEndpoint: false,
      facts: { CERTIFICATE_SECRET_ARN: secretArn },
      settings: { source: "secrets-manager" },
    });
  }

  private constructor(
    /** What the source needs from the deployment. */
    public readonly binding: ServerCertificatesBinding,
  ) {}
}
