import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformStack } from "cdktf";
import {
  AlarmReceivers,
  ClientCertificates,
  ClientNetwork,
  HardenedVault,
  type HardenedVaultProps,
  Operators,
  ServerCertificates,
  type VaultRelease,
} from "cdktf-hardened-vault";
import type { Construct } from "constructs";

/** What the example asks of its user; see `settings.json`. */
export interface MinimalSettings {
  readonly region: string;
  readonly domainName: string;
  readonly clients: string;
  readonly certificateSecretArn: string;
  readonly clientAuthorities: string;
  readonly operators: readonly string[];
  readonly configurator: { readonly roleArn: string; readonly cidr: string };
  readonly alarms: readonly string[];
}

/** A hardened cluster with the fewest props. */
export class MinimalStack extends TerraformStack {
  public constructor(
    scope: Construct,
    id: string,
    settings: MinimalSettings,
    release: VaultRelease,
    more: Partial<HardenedVaultProps> = {},
  ) {
    super(scope, id);
    new LocalBackend(this, { path: "terraform.tfstate" });
    new AwsProvider(this, "aws", { region: settings.region });

    new HardenedVault(this, "vault", {
      release,
      domainName: settings.domainName,
      clients: [ClientNetwork.cidr(settings.clients)],
      serverCertificates: ServerCertificates.secretsManager(settings.certificateSecretArn),
      clientCertificates: ClientCertificates.required({ authorities: settings.clientAuthorities }),
      operators: Operators.pgp(settings.operators, { threshold: 3 }),
      configurator: {
        roleArn: settings.configurator.roleArn,
        network: ClientNetwork.cidr(settings.configurator.cidr, "CI runners"),
      },
      notify: AlarmReceivers.emails(settings.alarms),
      ...more,
    });
  }
}
