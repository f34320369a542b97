import { DatabaseSecretBackendConnection } from "@cdktf/provider-vault/lib/database-secret-backend-connection";
import { DatabaseSecretBackendRole } from "@cdktf/provider-vault/lib/database-secret-backend-role";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import type { PathGrant } from "../../vault/policy";
import { requireVaultName } from "../../vault/role-name";
import { insideVault } from "../vault-scope";
import { EngineMount, type EngineProps } from "./engine-mount";

/** A PostgreSQL server that {@link DatabaseEngine} makes accounts in. Declare it as a `Backend` of the cluster as well. */
export interface PostgresqlProps {
  /** Name of the connection in Vault. */
  readonly connectionName: string;
  /** Host and port: `payments-db.corp.example:5432`. */
  readonly address: string;
  /** Name of the database. */
  readonly database: string;
  /** Account that may make accounts. */
  readonly username: string;
  /** Certificates, in PEM, of the authority of the server. @default - those that the nodes trust */
  readonly serverAuthority?: string;
}

/** Accounts that {@link DatabaseEngine} gives out. */
export interface DatabaseRoleProps {
  /** Name of the role in Vault. */
  readonly roleName: string;
  /** What makes an account, with `{{name}}`, `{{password}}` and `{{expiration}}`. */
  readonly creationStatements: readonly string[];
  /** How long an account lives until its lease must be renewed. @default Duration.hours(1) */
  readonly defaultTtl?: Duration;
  /** How long it lives at all; at most three days. @default Duration.hours(24) */
  readonly maxTtl?: Duration;
}

/** A server that roles can be added to. */
export interface DatabaseConnection {
  /**
   * Adds accounts that are made on request and dropped when their lease ends.
   *
   * @returns what a policy needs to get one
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  readonly addRole: (id: string, props: DatabaseRoleProps) => { readonly use: PathGrant };
}

const LONGEST = Duration.hours(72);

/** Database accounts on request, with an end (`database`). */
export class DatabaseEngine extends Construct {
  /** Path that it is mounted at. */
  public readonly mountPath: string;
  private readonly mount: EngineMount;

  /** @throws MOUNT_PATH_INVALID */
  public constructor(scope: Construct, id: string, props: EngineProps = {}) {
    super(scope, id);
    this.mount = new EngineMount(this, "mount", {
      ...props,
      type: "database",
      keeps: ["config/+", "roles/+"],
    });
    this.mountPath = this.mount.mountPath;
  }

  /**
   * Connects a PostgreSQL server, with its certificate verified.
   *
   * The password comes from a variable that Terraform neither stores nor shows (ephemeral), and goes into an argument
   * that is only written: `TF_VAR_database_payments_password` for the connection `payments` of the engine at `database`.
   * Have Vault change it afterwards, so that nobody knows it: `vault write -f MOUNT/rotate-root/NAME`.
   *
   * @throws SETTING_INVALID, VAULT_NAME_INVALID
   */
  public addPostgresql(id: string, props: PostgresqlProps): DatabaseConnection {
    const { connectionName, address, database, username, serverAuthority } = props;
    HardenedVaultError.locate(this, () => {
      requireVaultName("the name of a connection", connectionName);
      if (/^[a-z0-9.-]+:\d+$/i.test(address) && /^[\w-]+$/.test(database)) return;
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: `the connection ${connectionName} has no plain address and database`,
        got: { address, database },
        expected: "host:port, and the name of a database",
        repair: 'write address: "payments-db.corp.example:5432", database: "payments"',
      });
    });
    const password = new TerraformVariable(this, `${id}-password`, {
      type: "string",
      sensitive: true,
      description: `password of ${username} at ${address}, for the first connection`,
    });
    password.addOverride("ephemeral", true);
    // A name that a shell can set in the environment.
    password.overrideLogicalId(`${this.mountPath}_${connectionName}_password`.replaceAll(/\W/g, "_"));
    const names: string[] = [];
    const connection = new DatabaseSecretBackendConnection(this, id, {
      ...insideVault(this),
      backend: this.mount.reference,
      name: connectionName,
      allowedRoles: names,
      verifyConnection: true,
      postgresql: {
        connectionUrl: `postgresql://{{username}}:{{password}}@${address}/${database}?sslmode=verify-full`,
        username,
        passwordWo: password.stringValue,
        passwordWoVersion: 1,
        passwordAuthentication: "scram-sha-256",
        ...(serverAuthority === undefined ? {} : { tlsCa: serverAuthority }),
      },
    });
    return {
      addRole: (roleId, role) => {
        const { defaultTtl = Duration.hours(1), maxTtl = Duration.hours(24) } = role;
        HardenedVaultError.locate(this, () => requireRole(role, { defaultTtl, maxTtl }));
        names.push(role.roleName);
        new DatabaseSecretBackendRole(this, roleId, {
          ...insideVault(this),
          backend: this.mount.reference,
          dbName: connection.name,
          name: role.roleName,
          creationStatements: [...role.creationStatements],
          defaultTtl: defaultTtl.toSeconds(),
          maxTtl: maxTtl.toSeconds(),
        });
        return { use: { path: `${this.mountPath}/creds/${role.roleName}`, capabilities: ["read"] } };
      },
    };
  }
}

function requireRole(
  { roleName, creationStatements }: DatabaseRoleProps,
  { defaultTtl, maxTtl }: Readonly<Record<"defaultTtl" | "maxTtl", Duration>>,
): void {
  requireVaultName("the name of a role", roleName);
  const fits =
    defaultTtl.toSeconds() > 0 && !defaultTtl.isLongerThan(maxTtl) && !maxTtl.isLongerThan(LONGEST);
  if (fits && creationStatements.some((statement) => statement.includes("{{expiration}}"))) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `accounts of the role ${roleName} would live too long`,
    got: { defaultTtl: defaultTtl.toString(), maxTtl: maxTtl.toString(), creationStatements },
    expected: `defaultTtl <= maxTtl <= ${LONGEST}, and statements with VALID UNTIL '{{expiration}}' (TOK-05)`,
    repair: "shorten them, and let the database end the account as well",
  });
}
