import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import * as path from "node:path";
import { promisify } from "node:util";

const ENVIRONMENT = path.join(__dirname, "../../../.cache/emulators-1");
const PYTHON = path.join(ENVIRONMENT, "bin/python");
const ROOT_KEY = { AWS_ACCESS_KEY_ID: "123456789012", AWS_SECRET_ACCESS_KEY: "test" };

/** Whether the emulator is installed; `npm run demo:apply -- --install` does it. */
export const hasEmulatedS3 = existsSync(path.join(ENVIRONMENT, "complete"));

/** What a command needs to know to reach S3 as somebody. */
export type Credentials = Readonly<Record<string, string>>;

/** S3 on the loopback interface that checks signatures, policies and sums. */
export class EmulatedS3 {
  public static async start(folder: string): Promise<EmulatedS3> {
    const port = await freePort();
    const server = spawn(PYTHON, ["-m", "ministack"], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TMPDIR: folder,
        AUTH: "true",
        BIND_HOST: "127.0.0.1",
        GATEWAY_PORT: String(port),
        IOT_MTLS_ENABLED: "0",
        MINISTACK_ACCOUNT_ID: "123456789012",
        MINISTACK_REGION: "eu-central-1",
      },
      stdio: "ignore",
    });
    const s3 = new EmulatedS3(server, `http://127.0.0.1:${port}`, folder);
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const answer = await fetch(`${s3.url}/_ministack/health`).catch(() => undefined);
      if (answer?.ok) return s3;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    s3.stop();
    throw new Error("the emulator did not start within 30 s");
  }

  private constructor(
    private readonly server: ChildProcess,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** The environment of the account's owner. */
  public get owner(): Credentials {
    return {
      ...ROOT_KEY,
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL: this.url,
      AWS_EC2_METADATA_DISABLED: "true",
      HOME: this.folder,
    };
  }

  /** The environment of a new user who may do what a policy says. */
  public async user(name: string, policy: object): Promise<Credentials> {
    const key = await this.ask(
      `
iam = boto3.client("iam")
iam.create_user(UserName=given["name"])
iam.put_user_policy(UserName=given["name"], PolicyName="p", PolicyDocument=json.dumps(given["policy"]))
key = iam.create_access_key(UserName=given["name"])["AccessKey"]
answer = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}`,
      { name, policy },
    );
    return { ...this.owner, ...(key as Credentials) };
  }

  public async createBucket(bucket: string): Promise<void> {
    await this.ask(
      `
region = {"LocationConstraint": "eu-central-1"}
boto3.client("s3").create_bucket(Bucket=given["bucket"], CreateBucketConfiguration=region)
boto3.client("s3").put_bucket_versioning(Bucket=given["bucket"], VersioningConfiguration={"Status": "Enabled"})
answer = {}`,
      { bucket },
    );
  }

  /** SHA-256 of the content of each version of each object of a bucket, by its key. */
  public async versions(bucket: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return (await this.ask(
      `
import hashlib
s3, answer = boto3.client("s3"), {}
for version in s3.list_object_versions(Bucket=given["bucket"]).get("Versions", []):
    body = s3.get_object(Bucket=given["bucket"], Key=version["Key"], VersionId=version["VersionId"])["Body"].read()
    answer.setdefault(version["Key"], []).append(hashlib.sha256(body).hexdigest())`,
      { bucket },
    )) as Record<string, string[]>;
  }

  public stop(): void {
    this.server.kill("SIGTERM");
  }

  private async ask(program: string, given: object): Promise<unknown> {
    const script = `import boto3, json, sys\ngiven = json.loads(sys.argv[1])${program}\nprint(json.dumps(answer))`;
    const { stdout } = await promisify(execFile)(PYTHON, ["-c", script, JSON.stringify(given)], {
      env: { PATH: process.env.PATH, ...this.owner, AWS_DEFAULT_REGION: "eu-central-1" },
    });
    return JSON.parse(stdout);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
