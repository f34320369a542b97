import { S3Backend, TerraformStack } from "cdktf";
import {
  KeyValueEngine,
  OidcLogin,
  PkiEngine,
  SecondFactor,
  TransitEngine,
  VaultConfiguration,
  VaultPolicy,
  type VaultReference,
  vaultProvider,
} from "cdktf-hardened-vault/configuration";
import type { Construct } from "constructs";
import type { ProductionSettings } from "./stack";

/** What is inside Vault: people by single sign-on with a second factor, one application with its secrets, keys, certificates. */
export class ProductionConfigurationStack extends TerraformStack {
  /** Vault's own settings: the place to add to. */
  public readonly configuration: VaultConfiguration;

  public constructor(scope: Construct, id: string, settings: ProductionSettings, vault: VaultReference) {
    super(scope, id);
    const { state, insideStateKey, configurator, applications } = settings;
    new S3Backend(this, { ...state, key: insideStateKey, encrypt: true }).addOverride("use_lockfile", true);
    const { clientCertificate, caCertFile } = configurator;
    vaultProvider(this, "vault", { vault, clientCertificate, caCertFile });
    this.configuration = new VaultConfiguration(this, "configuration", { vault });

    const people = new OidcLogin(this.configuration, "people");
    for (const [roleName, policy] of [
      ["operators", this.configuration.policies.operators],
      ["auditors", this.configuration.policies.auditors],
    ] as const) {
      people.addRole(roleName, {
        roleName,
        policies: [policy],
        allowedRedirectUris: ["http://localhost:8250/oidc/callback"],
        boundAudiences: ["vault"],
        boundClaims: { groups: `vault-${roleName}` },
      });
    }
    new SecondFactor(this.configuration, "second-factor", {
      issuer: settings.domainName,
      loginAccessors: [people.accessor],
    });

    const secrets = new KeyValueEngine(this.configuration, "secrets");
    const keys = new TransitEngine(this.configuration, "keys").addKey("payments", { keyName: "payments" });
    const certificates = new PkiEngine(this.configuration, "certificates", {
      commonName: "Clients of Vault",
      address: vault.address,
    }).addRole("payments", { roleName: "payments", allowedDomains: ["payments.corp.example"] });
    const policy = this.configuration.addPolicy(
      new VaultPolicy("payments", [...secrets.read("payments"), ...keys.use, certificates.use]),
    );
    this.configuration.awsLogin.addRole("payments", {
      roleName: "payments",
      principalArns: applications.payments,
      policies: [policy],
    });
  }
}
