import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type KeyPair, pem } from "../../boot/authorities";
import { must, type Outcome, outcome, until } from "../../boot/command";
import { start } from "../../terraform/processes";

/** Host and port of the database of the world, as `DatabaseEngine` is told. */
export const DATABASE_ADDRESS = "payments-db.corp.example:5432";
/** Account that Vault has there, which may make others. */
export const DATABASE_ACCOUNT = "vault";
/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
/** A place that everybody may enter; the folder of a run is its owner's alone. */
const PLACE = "/mnt";

/** A real PostgreSQL of the world, with TLS and passwords. */
export class Database {
  private constructor(
    /** Certificate, in PEM, of the authority of its server. */
    public readonly authority: string,
    /** Password of {@link DATABASE_ACCOUNT} until Vault changes it. */
    public readonly password: string,
    private readonly programs: string,
  ) {}

  /** Why none can run here, if none can. */
  public static async whyNot(): Promise<string | undefined> {
    if ((await programsFolder()) === undefined) return "PostgreSQL was not found on this machine";
    const other = await outcome("setpriv", [...asNobody(), "true"]);
    return other.code === 0 ? undefined : "PostgreSQL does not run as root, and this is no other user";
  }

  /** Makes and starts one. */
  public static async start(folder: string, certificate: KeyPair, authority: string): Promise<Database> {
    const database = new Database(
      pem(authority),
      randomBytes(12).toString("hex"),
      (await programsFolder()) ?? "",
    );
    const place = path.join(PLACE, "database");
    mkdirSync(place);
    writeFileSync(path.join(place, "password"), database.password);
    for (const [name, file] of Object.entries({
      "server.crt": certificate.certificate,
      "server.key": certificate.key,
    })) {
      copyFileSync(file, path.join(place, name));
    }
    await must("chown", ["-R", `${NOBODY}:${NOBODY}`, place]);
    await must("chmod", ["0600", path.join(place, "server.key")]);
    const data = path.join(place, "data");
    const options = [
      "--pgdata",
      data,
      "--username",
      DATABASE_ACCOUNT,
      "--pwfile",
      path.join(place, "password"),
    ];
    await must("setpriv", [
      ...asNobody(), path.join(database.programs, "initdb"), ...options, "--auth=scram-sha-256", "--no-sync",
    ], { cwd: PLACE }); // biome-ignore format: a command line
    writeFileSync(path.join(data, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      ssl: "on",
      ssl_cert_file: path.join(place, "server.crt"),
      ssl_key_file: path.join(place, "server.key"),
    };
    const set = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    start("setpriv", [...asNobody(), path.join(database.programs, "postgres"), "-D", data, ...set], {
      cwd: PLACE,
      env: { PATH: process.env.PATH },
      log: path.join(folder, "postgresql.log"),
    });
    await until("PostgreSQL answers", 60, async () =>
      (await database.as(DATABASE_ACCOUNT, database.password, "SELECT 1")).code === 0 ? true : undefined,
    );
    return database;
  }

  /** Runs a statement as somebody. */
  public as(user: string, password: string, statement: string): Promise<Outcome> {
    const [host, port] = DATABASE_ADDRESS.split(":");
    const connection = `host=${host} port=${port} dbname=postgres user=${user} sslmode=require`;
    return outcome(
      path.join(this.programs, "psql"),
      ["--tuples-only", "--no-align", "--command", statement, connection],
      {
        env: { PATH: process.env.PATH, PGPASSWORD: password },
      },
    );
  }
}

function asNobody(): readonly string[] {
  return [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
}

/** Debian keeps the server's programs outside of the path. */
async function programsFolder(): Promise<string | undefined> {
  const { out } = await outcome("sh", [
    "-c",
    "readlink -f $(command -v postgres) /usr/lib/postgresql/*/bin/postgres",
  ]);
  const [found] = out.split("\n").filter((file) => file !== "" && !file.includes("*"));
  return found === undefined ? undefined : path.dirname(found);
}
