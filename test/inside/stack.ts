import { App } from "cdktf";
import { ProductionConfigurationStack } from "../../examples/production/configuration-stack";
import settings from "../../examples/production/settings.json";
import {
  AppRoleLogin,
  CertificateLogin,
  DatabaseEngine,
  Duration,
  JwtLogin,
  PasswordLogin,
  PasswordPolicy,
  RateLimit,
  TokenTimes,
  VaultPolicy,
  VaultReference,
} from "../../lib/configuration";
import { VAULT_VERSION } from "../boot/vault-binary";
import { DATABASE_ACCOUNT, DATABASE_ADDRESS } from "./world/database";
import { ISSUER } from "./world/issuer";
import { NODE_ROLE, roleArn } from "./world/parties";

/** What the run brings to the stack. */
export interface InsideInput {
  /** Certificates of the authority of clients, in PEM. */
  readonly clientAuthority: string;
  /** Whether it is the next version: an application and a login method more, a policy changed. @default false */
  readonly next?: boolean;
  /** Network from which machines log in by AppRole. */
  readonly machines: string;
  /** Certificate of the authority of a PostgreSQL server, in PEM. @default - no engine for one */
  readonly databaseAuthority?: string;
  /** Certificate of the authority of the issuer's server, in PEM. @default - no logins by an issuer's tokens */
  readonly issuerAuthority?: string;
}

/** Variable that gets the first password of Vault at the database. */
export const DATABASE_PASSWORD = "database_payments_password";
/** Where an account of the database is got. */
export const DATABASE_CREDENTIALS = "database/creds/reader";
/** Logins that a quota refuses after a few; only the trial of the quota comes here. */
export const LIMITED_LOGIN = "limited";

/**
 * Synthesizes what is inside the Vault of the production example, with every other login method beside its own, so that
 * each type of resource that can be applied without a server of somebody else is.
 *
 * @returns the folder of the stack
 */
export function synthesizeInside(
  outdir: string,
  { clientAuthority, next = false, machines, databaseAuthority, issuerAuthority }: InsideInput,
): string {
  const app = new App({ outdir });
  const vault = VaultReference.fromAttributes({
    clusterName: settings.clusterName,
    domainName: settings.domainName,
    region: settings.region,
    version: VAULT_VERSION,
    nodes: settings.nodes.count,
    nodeRoleArn: roleArn(NODE_ROLE),
    configuratorRoleArn: settings.configurator.roleArn,
  });
  const { configuration } = new ProductionConfigurationStack(app, "inside", settings, vault);
  const policies = [
    configuration.addPolicy(
      new VaultPolicy("workers", [
        { path: "secret/data/workers/*", capabilities: next ? ["create", "read"] : ["read"] },
      ]),
    ),
  ];
  // Who writes the secrets of the application.
  configuration.addPolicy(
    new VaultPolicy("keepers", [
      { path: "secret/data/payments/*", capabilities: ["create", "read", "update"] },
    ]),
  );
  new AppRoleLogin(configuration, "machines").addRole("worker", {
    roleName: "worker",
    policies,
    secretIdBoundCidrs: [machines],
    secretIdNumUses: 2,
  });
  new CertificateLogin(configuration, "certificate-login").addRole("worker", {
    roleName: "worker",
    policies,
    authority: clientAuthority,
    allowedNames: { dns: ["pipeline.corp.example"] },
    tokenTimes: TokenTimes.of({ ttl: Duration.minutes(20), maxTtl: Duration.minutes(40) }),
  });
  if (databaseAuthority !== undefined) {
    const { use } = new DatabaseEngine(configuration, "databases")
      .addPostgresql("payments", {
        connectionName: "payments",
        address: DATABASE_ADDRESS,
        database: "postgres",
        username: DATABASE_ACCOUNT,
        serverAuthority: databaseAuthority,
      })
      .addRole("reader", {
        roleName: "reader",
        creationStatements: [
          `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`,
        ],
      });
    configuration.addPolicy(new VaultPolicy("databases", [use]));
  }
  if (issuerAuthority !== undefined) {
    new JwtLogin(configuration, "pipelines", { issuer: ISSUER, issuerAuthority }).addRole("worker", {
      roleName: "worker",
      policies,
      boundAudiences: ["vault"],
      boundClaims: { repository: "corp/payments" },
      tokenType: "batch",
    });
  }
  new PasswordLogin(configuration, "passwords");
  new PasswordLogin(configuration, "limited", { mountPath: LIMITED_LOGIN, rateLimit: { rate: 5 } });
  new PasswordPolicy(configuration, "password-policy", { policyName: "databases" });
  new RateLimit(configuration, "secrets-limit", { quotaName: "secrets", path: "secret/", rate: 200 });
  if (next) {
    new AppRoleLogin(configuration, "robots", { mountPath: "robots" });
    configuration.awsLogin.addRole("billing", {
      roleName: "billing",
      principalArns: [roleArn("billing")],
      policies: [
        configuration.addPolicy(
          new VaultPolicy("billing", [{ path: "secret/data/billing/*", capabilities: ["read"] }]),
        ),
      ],
    });
  }
  app.synth();
  return `${outdir}/stacks/inside`;
}
