import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { createServer } from "node:net";
import * as path from "node:path";
import { run, start, tail } from "./processes";
import type { Progress } from "./progress";

// Versions are pinned because the additions touch private names.
const PACKAGES = ["moto[server]==5.2.5", "ministack==1.5.33"];
const ROOT = path.resolve(__dirname, "../../..");
const ENVIRONMENT = path.join(ROOT, ".cache/emulators-1");
const ADDITIONS = path.join(ROOT, "test/terraform/emulator");

/** A number of 12 digits as access key is the account's number in both emulators, so that ARNs agree. */
export const ACCOUNT = "123456789012";
/** The region that examples deploy to. */
export const REGION = "eu-central-1";

const MOTO = ["acmpca", "autoscaling", "cloudwatch", "ec2", "elbv2", "ssm"];
const MINISTACK = [
  "events",
  "iam",
  "kms",
  "logs",
  "route53",
  "s3",
  "s3control",
  "secretsmanager",
  "sns",
  "sqs",
  "sts",
];

/** Two emulators that are AWS together: each hosts what the other cannot. */
export interface Emulators {
  /** Service to URL, as the provider's `endpoints` block wants it. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Certificate that the endpoints with TLS show; who calls them must trust it. */
  readonly authority: string;
  /** File with the calls of StartInstanceRefresh, a JSON line each. */
  readonly recordedRefreshes: string;
  /** Runs a program in the emulators' environment, by its path or by its name in `emulator/`. */
  readonly python: (script: string, args: readonly string[]) => Promise<void>;
}

/**
 * Starts both on free ports of the loopback interface.
 *
 * @param moto program that starts moto, in the place of the one that Terraform alone needs
 */
export async function startEmulators(
  folder: string,
  progress: Progress,
  moto = path.join(ADDITIONS, "moto_additions.py"),
): Promise<Emulators> {
  await installEmulators(folder, progress);
  const python = path.join(ENVIRONMENT, "bin/python");
  const [motoPort, ministackPort] = [await freePort(), await freePort()];
  const env = { ...cleanEnvironment(), TMPDIR: folder };
  const recordedRefreshes = path.join(folder, "instance-refreshes.jsonl");
  start(python, [moto, "-H", "127.0.0.1", "-p", String(motoPort)], {
    cwd: folder,
    env: { ...env, RECORDED_REFRESHES: recordedRefreshes },
    log: path.join(folder, "moto.log"),
  });
  start(python, [path.join(ADDITIONS, "ministack_additions.py")], {
    cwd: folder,
    env: {
      ...env,
      // Signatures and policies are enforced, for everybody but the account's root key.
      AUTH: "true",
      BIND_HOST: "127.0.0.1",
      CLOUDTRAIL_RECORDING: "1",
      GATEWAY_PORT: String(ministackPort),
      // Its MQTT broker listens on all interfaces, whatever BIND_HOST says.
      IOT_MTLS_ENABLED: "0",
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      // Bucket policies refuse whatever comes without TLS.
      USE_SSL: "1",
    },
    log: path.join(folder, "ministack.log"),
  });
  const urls = { moto: `http://127.0.0.1:${motoPort}`, ministack: `https://127.0.0.1:${ministackPort}` };
  const authority = path.join(folder, "ministack-tls/server.crt");
  await ready(`${urls.moto}/moto-api/data.json`, path.join(folder, "moto.log"));
  await ready(`${urls.ministack}/_ministack/health`, path.join(folder, "ministack.log"), authority);
  const endpoints = Object.fromEntries([
    ...MOTO.map((service) => [service, urls.moto]),
    ...MINISTACK.map((service) => [service, urls.ministack]),
  ]);
  return {
    endpoints,
    authority,
    recordedRefreshes,
    python: async (script, args) => {
      const log = path.join(folder, `${path.basename(script, ".py")}.log`);
      const code = await run(python, [path.resolve(ADDITIONS, script), ...args], {
        cwd: folder,
        env: { ...env, AWS_CA_BUNDLE: authority },
        log,
        limit: 120,
      });
      if (code !== 0) throw new Error(`${script} failed:\n${tail(log)}`);
    },
  };
}

/** The environment without what could lead a test to a real account or a proxy. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(AWS_|TF_|PYTHON|https?_proxy$|all_proxy$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

/** Installs both into a virtual environment of the project, once. */
export async function installEmulators(folder: string, progress: Progress): Promise<void> {
  // Written last: an installation that was cut short has none and is made anew.
  const complete = path.join(ENVIRONMENT, "complete");
  if (existsSync(complete)) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  progress.note(`installing ${PACKAGES.join(" and ")} into ${path.relative(ROOT, ENVIRONMENT)} (once)`);
  const log = path.join(folder, "pip.log");
  mkdirSync(path.dirname(ENVIRONMENT), { recursive: true });
  const python = path.join(ENVIRONMENT, "bin/python");
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ["python3", ["-m", "venv", ENVIRONMENT]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES]],
  ];
  for (const [command, args] of steps) {
    const code = await run(command, args, { cwd: folder, env: process.env, log, limit: 600 });
    if (code !== 0) throw new Error(`the emulators could not be installed:\n${tail(log)}`);
  }
  writeFileSync(complete, `${PACKAGES.join("\n")}\n`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function ready(url: string, log: string, authority?: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (await answers(url, authority)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`an emulator did not start within 60 s:\n${tail(log)}`);
}

function answers(url: string, authority?: string): Promise<boolean> {
  if (authority !== undefined && !existsSync(authority)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request =
      authority === undefined ? get(url) : getSecurely(url, { ca: readFileSync(authority), agent: false });
    request.once("error", () => resolve(false));
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
  });
}
