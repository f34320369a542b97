import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Backend, TerraformStack } from "cdktf";
import {
  AlarmReceivers,
  Backend,
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
export interface ProductionSettings {
  readonly region: string;
  readonly replicaRegion: string;
  readonly clusterName: string;
  readonly domainName: string;
  readonly network: { readonly cidr: string; readonly availabilityZones: readonly string[] };
  readonly clients: readonly { readonly cidr: string; readonly description: string }[];
  readonly backends: readonly {
    readonly cidr: string;
    readonly port: number;
    readonly description: string;
  }[];
  readonly nodes: { readonly count: number; readonly instanceType: string };
  readonly certificateAuthorityArn: string;
  readonly clientAuthorities: string;
  readonly operators: readonly string[];
  /** Who runs Terraform for what is inside Vault, from where, and with which files. */
  readonly configurator: {
    readonly roleArn: string;
    readonly cidr: string;
    readonly clientCertificate: { readonly certFile: string; readonly keyFile: string };
    readonly caCertFile: string;
  };
  readonly alarms: readonly string[];
  readonly state: {
    readonly bucket: string;
    readonly key: string;
    readonly region: string;
    readonly kmsKeyId: string;
  };
  /** Key of the state of what is inside Vault, in the same bucket. */
  readonly insideStateKey: string;
  /** AWS roles of applications. */
  readonly applications: { readonly payments: readonly string[] };
}

/** A cluster for production: a dedicated CA, a second region, snapshots that are restored in drills, locked remote state. */
export class ProductionStack extends TerraformStack {
  /** The cluster. */
  public readonly vault: HardenedVault;

  public constructor(
    scope: Construct,
    id: string,
    settings: ProductionSettings,
    release: VaultRelease,
    more: Partial<HardenedVaultProps> = {},
  ) {
    super(scope, id);
    new S3Backend(this, { ...settings.state, encrypt: true }).addOverride("use_lockfile", true);
    new AwsProvider(this, "aws", { region: settings.region, defaultTags: [{ tags: { service: "vault" } }] });
    const replicaProvider = new AwsProvider(this, "aws-replica", {
      alias: "replica",
      region: settings.replicaRegion,
      defaultTags: [{ tags: { service: "vault" } }],
    });
    this.vault = new HardenedVault(this, "vault", {
      clusterName: settings.clusterName,
      domainName: settings.domainName,
      release,
      replicaProvider,
      networkOptions: settings.network,
      clients: settings.clients.map(({ cidr, description }) => ClientNetwork.cidr(cidr, description)),
      backends: settings.backends.map((backend) => Backend.tcp(backend)),
      nodes: settings.nodes,
      serverCertificates: ServerCertificates.privateCa(settings.certificateAuthorityArn),
      clientCertificates: ClientCertificates.required({ authorities: settings.clientAuthorities }),
      operators: Operators.pgp(settings.operators, { threshold: 3 }),
      configurator: {
        roleArn: settings.configurator.roleArn,
        network: ClientNetwork.cidr(settings.configurator.cidr, "CI runners"),
      },
      notify: AlarmReceivers.emails(settings.alarms),
      server: { tlsMinVersion: "tls13" },
      restoreDrill: {},
      ...more,
    });
  }
}
