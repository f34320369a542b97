import { existsSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import settings from "../../examples/production/settings.json";
import { Authorities, type KeyPair, pem } from "../boot/authorities";
import { ROOT } from "../boot/cache";
import { until } from "../boot/command";
import type { Results } from "../boot/results";
import { REGION, startEmulators } from "../terraform/emulators";
import { start } from "../terraform/processes";
import { Adapter } from "./adapter/adapter";
import type { Applier } from "./applier";
import { AuditLog } from "./audit-log";
import { AwsIdentity } from "./aws-identity";
import type { InsideVault } from "./inside-vault";
import { DATABASE_PASSWORD, synthesizeInside } from "./stack";
import { Terminal } from "./terminal";
import { mirroredProvider, TerraformApplier } from "./terraform-applier";
import { type Json, tokenOf, type VaultClient } from "./vault-client";
import { DATABASE_ADDRESS, Database } from "./world/database";
import { layFoundation } from "./world/foundation";
import { Issuer } from "./world/issuer";
import { LoopbackClient } from "./world/loopback-client";
import { answerNames } from "./world/names";
import { APPLICATION_ROLE, CONFIGURATOR_ROLE, NODE_ROLE, STRANGER_ROLE } from "./world/parties";
import { Quorum } from "./world/quorum";
import { bundleOf, startServer } from "./world/server";

/** What is around the Vault. */
export interface World {
  readonly issuer: Issuer;
  /** Where somebody of the application sits, who may also be an administrator. */
  readonly terminal: Terminal;
  /** The database of an application, or why there is none. */
  readonly database: Database | string;
  readonly applier: Applier;
  /** Folder of the next version of the stack. */
  readonly next: string;
}

/** The world with a Vault in it that has its foundation, and what applies the stack. */
export class Run implements InsideVault {
  /** Both audit devices' files. */
  public readonly logs: readonly AuditLog[];

  private constructor(
    folder: string,
    private readonly identity: AwsIdentity,
    /** Shows the certificate of the pipeline, and no token. */
    public readonly client: LoopbackClient,
    public readonly quorum: Quorum,
    public readonly world: World,
  ) {
    const log = (device: string, file: string) =>
      new AuditLog(device, async () => ({ here: readFileSync(file, "utf8") }));
    this.logs = [log("file", "/var/log/vault/audit.log"), log("syslog", path.join(folder, "syslog.log"))];
  }

  public get firstRoot(): string {
    return this.quorum.firstRoot;
  }

  /** Makes everything up to the foundation. */
  public static async make(
    folder: string,
    zip: string,
    withProvider: boolean,
    results: Results,
  ): Promise<Run> {
    const { certificates, emulators } = await results.check("certificates, emulated AWS", async () => ({
      certificates: await certificatesOf(path.join(folder, "tls")),
      emulators: await startEmulators(folder, results),
    }));
    const issuer = new Issuer();
    const identity = new AwsIdentity(emulators, folder);
    await identity.make(CONFIGURATOR_ROLE, NODE_ROLE, APPLICATION_ROLE, STRANGER_ROLE);
    await answerNames({
      certificate: certificates.names,
      emulator: { url: emulators.endpoints.sts ?? "", authority: emulators.authority },
      issuer,
    });
    const client = LoopbackClient.with(certificates.nodeAuthority.certificate, certificates.pipeline);
    const quorum = await results.check("a server with TLS, client certificates and Raft starts", async () => {
      const socket = path.join(folder, "syslog.sock");
      start(
        "python3",
        [path.join(ROOT, "test/inside/world/syslog.py"), socket, path.join(folder, "syslog.log")],
        {
          cwd: folder,
          env: { PATH: process.env.PATH },
          log: path.join(folder, "syslog-stand-in.log"),
        },
      );
      await until("the system's log listens", 30, async () => existsSync(socket) || undefined);
      await startServer({
        folder: path.join(folder, "server"),
        zip,
        certificate: certificates.node,
        clientAuthority: certificates.clientAuthority.certificate,
        trusted: certificates.trusted,
        client,
      });
      return Quorum.initialise(client);
    });
    await results.check(
      "the foundation is laid as a first boot lays it, and its root token revoked",
      async () => {
        const root = client.as(quorum.firstRoot);
        await layFoundation(root);
        await root.must("POST", "auth/token/revoke-self");
      },
    );
    const noDatabase = await Database.whyNot();
    const database =
      noDatabase ??
      (await results.check("a PostgreSQL of the world starts", () =>
        Database.start(folder, certificates.database, certificates.databaseAuthority.certificate),
      ));
    const input = {
      clientAuthority: pem(certificates.clientAuthority.certificate),
      machines: "127.0.0.0/8",
      ...(typeof database === "string" ? {} : { databaseAuthority: database.authority }),
      issuerAuthority: pem(certificates.nameAuthority.certificate),
    };
    const [stack, next] = await results.check("the stack is synthesized, and passes its rules", () => [
      synthesizeInside(path.join(folder, "cdktf.out"), input),
      synthesizeInside(path.join(folder, "cdktf.out-next"), { ...input, next: true }),
    ]);
    const variables: Readonly<Record<string, string>> =
      typeof database === "string" ? {} : { [DATABASE_PASSWORD]: database.password };
    const version = withProvider ? mirroredProvider() : undefined;
    const applier =
      version === undefined
        ? new Adapter(
            stack,
            client,
            async (through) =>
              through.as(tokenOf(await identity.login(through, "terraform", CONFIGURATOR_ROLE)).client_token),
            variables,
          )
        : new TerraformApplier(folder, {
            version,
            stack,
            credentials: await identity.session(CONFIGURATOR_ROLE),
            files: {
              [settings.configurator.clientCertificate.certFile]: certificates.pipeline.certificate,
              [settings.configurator.clientCertificate.keyFile]: certificates.pipeline.key,
              [settings.configurator.caCertFile]: certificates.nodeAuthority.certificate,
            },
            variables,
            trusted: certificates.trusted,
          });
    const terminal = new Terminal({
      folder: path.join(folder, "terminal"),
      programs: path.join(folder, "server"),
      files: {
        [settings.configurator.caCertFile]: certificates.nodeAuthority.certificate,
        "payments.pem": certificates.pipeline.certificate,
        "payments-key.pem": certificates.pipeline.key,
      },
      variables: await identity.session(APPLICATION_ROLE),
    });
    return new Run(folder, identity, client, quorum, { issuer, terminal, database, applier, next });
  }

  public withRoot<T>(action: (root: VaultClient) => Promise<T>): Promise<T> {
    return this.quorum.withRoot(action);
  }

  /** Logs in as an AWS role; throws where Vault refuses. */
  public awsLogin(role: string, awsRole: string, header?: string): Promise<Json> {
    return this.identity.login(this.client, role, awsRole, header);
  }
}

async function certificatesOf(folder: string): Promise<{
  readonly nodeAuthority: KeyPair;
  readonly node: KeyPair;
  readonly clientAuthority: KeyPair;
  readonly pipeline: KeyPair;
  readonly nameAuthority: KeyPair;
  readonly names: KeyPair;
  readonly databaseAuthority: KeyPair;
  readonly database: KeyPair;
  /** File with the authorities that programs trust when they call others. */
  readonly trusted: string;
}> {
  mkdirSync(folder, { recursive: true });
  const made = new Authorities(folder);
  const nodeAuthority = await made.authority("node-authority", "Nodes of Vault");
  const clientAuthority = await made.authority("client-authority", "Clients of Vault");
  const nameAuthority = await made.authority("name-authority", "Public names");
  // Nobody trusts it who is not told.
  const databaseAuthority = await made.authority("database-authority", "Databases");
  const server = (...names: readonly string[]) => [
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`,
    "extendedKeyUsage=serverAuth",
  ];
  return {
    nodeAuthority,
    clientAuthority,
    nameAuthority,
    databaseAuthority,
    node: await made.issue("node", nodeAuthority, "vault.corp.example", server(settings.domainName)),
    pipeline: await made.issue("pipeline", clientAuthority, "pipeline", [
      "subjectAltName=DNS:pipeline.corp.example",
      "extendedKeyUsage=clientAuth",
    ]),
    names: await made.issue(
      "names",
      nameAuthority,
      "names",
      server(`sts.${REGION}.amazonaws.com`, "sso.corp.example"),
    ),
    database: await made.issue(
      "database",
      databaseAuthority,
      "database",
      server(DATABASE_ADDRESS.replace(/:\d+$/, "")),
    ),
    trusted: bundleOf(path.join(folder, "trusted.pem"), [nameAuthority.certificate]),
  };
}
