import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import type { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import { AWS_LOGIN } from "../vault/aws-login";
import { FOUNDATION_ROLES } from "../vault/foundation";
import type { VaultReference } from "./vault-reference";

/** Properties of {@link vaultProvider}. */
export interface VaultProviderProps {
  /** The cluster. */
  readonly vault: VaultReference;
  /** Certificate and key, in PEM files where Terraform runs, that open the connection; from one of the client authorities. */
  readonly clientCertificate: { readonly certFile: string; readonly keyFile: string };
  /** Certificate of the nodes' authority, in a PEM file where Terraform runs. */
  readonly caCertFile: string;
  /** For a stack with several. @default - the stack's default Vault provider */
  readonly alias?: string;
}

/** Seconds that a login of Terraform may last. */
const LOGIN_SECONDS = 900;

/**
 * A Vault provider that logs in with the AWS role it runs under: no token is written anywhere, the login is made for this
 * cluster alone, and ends after 15 minutes.
 *
 * Where the region is us-east-1, set `AWS_STS_REGIONAL_ENDPOINTS=regional` in its environment.
 *
 * @throws SETTING_INVALID for an empty file name
 */
export function vaultProvider(scope: Construct, id: string, props: VaultProviderProps): VaultProvider {
  const { vault, clientCertificate, caCertFile, alias } = props;
  const files = { ...clientCertificate, caCertFile };
  for (const [name, file] of Object.entries(files)) {
    if (typeof file === "string" && file.trim() !== "") continue;
    throw new HardenedVaultError(
      {
        code: "SETTING_INVALID",
        message: `the Vault provider needs a file as ${name}`,
        got: file,
        expected: "the name of a PEM file where Terraform runs",
        repair: "have the pipeline put certificate, key and authority there",
      },
      scope,
    );
  }
  const { region, domainName, version } = vault.attributes;
  return new VaultProvider(scope, id, {
    address: vault.address,
    caCertFile,
    clientAuth: [clientCertificate],
    ...(alias === undefined ? {} : { alias }),
    authLoginAws: [
      {
        role: FOUNDATION_ROLES.terraform,
        mount: AWS_LOGIN,
        awsRegion: region,
        awsStsEndpoint: `https://sts.${region}.amazonaws.com`,
        headerValue: domainName,
      },
    ],
    // The login's own token is short and ends by itself; a child of it would need a permission more.
    skipChildToken: true,
    maxLeaseTtlSeconds: LOGIN_SECONDS,
    // The listener does not tell its version to who is not logged in.
    vaultVersionOverride: version,
    skipGetVaultVersion: true,
  });
}
