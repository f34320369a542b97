import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { ReleaseSource, VaultRelease } from "../../lib";
import type { Certificates } from "../permissions/deployment";
import { tryPermissions } from "../permissions/try-permissions";
import { hasCheckov, scanPlan } from "../scanners/checkov";
import { requireExplained } from "../scanners/compare";
import { EXAMPLES, type ExampleName } from "../support/synthesized-examples";
import { ACCOUNT, type Emulators, installEmulators, REGION, startEmulators } from "./emulators";
import { type Brought, type Stage, synthesize } from "./examples";
import { endAll } from "./processes";
import { Progress } from "./progress";
import { hasTerraform, Terraform } from "./terraform";

const HELP = `usage: npm run demo:apply -- EXAMPLE [--keep]

Applies an example with real Terraform and the real AWS provider to an emulated AWS, plans again, tries who may do what
and lets a scanner read the plan, changes one setting, relaxes the protection and destroys it. No real AWS account is ever called.

  EXAMPLE    ${EXAMPLES.join(" | ")}
  --install  only install the emulators, for what runs several applies at once
  --keep     keep the working folder (it is kept after a failure in any case)
  --help     this text

TERRAFORM_PLUGIN_MIRROR   folder of Terraform providers, instead of the configured registry
`;

const CHECKS = 12;

/** Where the nodes of an example get their certificates. */
const CERTIFICATES: Readonly<Record<ExampleName, (brought: Brought) => Certificates>> = {
  minimal: ({ certificateSecretArn }) => ({ secretArn: certificateSecretArn }),
  production: ({ certificateAuthorityArn }) => ({ authorityArn: certificateAuthorityArn }),
};

/** What the group must ask for when it rolls; three nodes leave room for one more. */
const PREFERENCES = {
  AutoRollback: true,
  InstanceWarmup: 60,
  MaxHealthyPercentage: 134,
  MinHealthyPercentage: 100,
  ScaleInProtectedInstances: "Ignore",
  SkipMatching: true,
  StandbyInstances: "Ignore",
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean" }, install: { type: "boolean" }, keep: { type: "boolean" } },
  });
  const [name, ...rest] = positionals;
  const progress = new Progress();
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.install === true) {
    if (hasTerraform()) await installEmulators(tmpdir(), progress);
    return 0;
  }
  const example = EXAMPLES.find((one) => one === name);
  if (example === undefined || rest.length > 0) {
    process.stderr.write(
      `${name === undefined ? "which example?" : `no example ${positionals.join(" ")}`}\n\n${HELP}`,
    );
    return 2;
  }
  if (!hasTerraform()) {
    progress.note("terraform was not found on this machine, so nothing is applied");
    progress.skip(CHECKS);
    progress.finish();
    return 0;
  }
  const folder = mkdtempSync(path.join(tmpdir(), `apply-${example}-`));
  const stop = (signal: NodeJS.Signals) => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`\nstopped by ${signal}; everything that was started is ended\n`);
    process.exit(130);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  let failed = false;
  try {
    await live(example, folder, progress);
  } catch (error) {
    failed = true;
    process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n\nlogs: ${folder}\n`);
  } finally {
    endAll();
  }
  if (values.keep === true && !failed) progress.note(`kept: ${folder}`);
  if (values.keep !== true && !failed) rmSync(folder, { recursive: true, force: true });
  progress.finish();
  return failed ? 1 : 0;
}

/** The life of a cluster, from nothing to nothing. */
async function live(name: ExampleName, folder: string, progress: Progress): Promise<void> {
  process.stdout.write(`${name}, in ${folder}\n`);
  const emulators = await progress.check("emulators start", () => startEmulators(folder, progress));
  const brought = await progress.check(
    "what a user brings: certificate authority or secret, release in a mirror",
    () => bring(folder, emulators),
  );
  const terraform = new Terraform(path.join(folder, "terraform"));
  const load = (stage: Stage) =>
    terraform.load(synthesize(name, stage, brought, path.join(folder, `cdktf.out-${stage}`)), emulators);

  await progress.check("terraform init, validate", async () => {
    load("initial");
    await terraform.init();
    await terraform.validate();
  });
  await progress.check("terraform apply", () => terraform.apply());
  progress.note(`${terraform.resources().length} resources and data sources in the state`);
  await progress.check("a second plan is empty", () => requireEmptyPlan(terraform));
  await judge(name, terraform, { folder, emulators, brought, progress });

  const before = versions(terraform);
  await progress.check("one server setting changed: terraform apply", async () => {
    load("changed");
    await terraform.apply();
  });
  await progress.check(
    "new bundle, new launch template version, instance refresh as configured",
    async () => {
      requireRolled(before, versions(terraform));
      requireRefresh(emulators, String(terraform.attributes("aws_autoscaling_group").name));
      await requireEmptyPlan(terraform);
    },
  );
  await progress.check("protection relaxed: terraform apply", async () => {
    load("relaxed");
    await terraform.apply();
  });
  // The trials stored a snapshot before the protection was relaxed, so its lock is one that nobody takes off.
  await progress.check("terraform destroy comes as far as the locked snapshots", () =>
    requireHeldUp(terraform),
  );
  await progress.check("with their buckets out of the state, terraform destroy leaves nothing", async () => {
    await terraform.forget(bucketsOfSnapshots(terraform));
    await terraform.destroy();
    const left = terraform.resources().map(({ address }) => address);
    if (left.length > 0) throw new Error(`left in the state: ${left.join(", ")}`);
  });
}

/** Destroys, and requires that buckets with snapshots, and nothing else, are in the way. */
async function requireHeldUp(terraform: Terraform): Promise<void> {
  const failure = await terraform.destroy().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const errors = failure?.match(/^Error: .*$/gm) ?? [];
  if (errors.length === 0) throw new Error("nothing was in the way: where are the locked snapshots?");
  const others = errors.filter((line) => !/^Error: emptying S3 Bucket \([\w-]+-snapshots-/.test(line));
  if (others.length > 0) throw new Error(others.join("\n"));
}

function bucketsOfSnapshots(terraform: Terraform): readonly string[] {
  return terraform
    .resources()
    .filter(({ type, values }) => type === "aws_s3_bucket" && /-snapshots-/.test(String(values.bucket)))
    .map(({ address }) => address);
}

interface Run {
  readonly folder: string;
  readonly emulators: Emulators;
  readonly brought: Brought;
  readonly progress: Progress;
}

/** Lets others judge what was applied. */
async function judge(
  name: ExampleName,
  terraform: Terraform,
  { folder, emulators, brought, progress }: Run,
): Promise<void> {
  const certificates = CERTIFICATES[name](brought);
  const figures = await progress.check("permission trials", () =>
    tryPermissions(name, { resources: terraform.resources(), certificates }, folder, emulators),
  );
  for (const line of figures) progress.note(line);
  if (!hasCheckov()) {
    progress.note(
      'checkov is not in .cache ("npm run scan -- --install" puts it there), so it judges nothing',
    );
    progress.skip(1);
    return;
  }
  const scanned = await progress.check("checkov on the plan of what was applied", () =>
    requireExplained(scanPlan(terraform.writePlan(), name)),
  );
  progress.note(scanned);
}

async function bring(folder: string, { endpoints, python }: Emulators): Promise<Brought> {
  const [file, bucket, prefix] = ["vault_2.1.2_linux_arm64.zip", "software-mirror", "vault/2.1.2/"];
  const archive = path.join(folder, file);
  writeFileSync(archive, "stands for the release; nodes of this run never boot");
  const sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  const out = path.join(folder, "brought.json");
  const { acmpca, s3 } = endpoints as Readonly<Record<"acmpca" | "s3", string>>;
  await python("bring.py", [acmpca, s3, ACCOUNT, REGION, bucket, `${prefix}${file}`, archive, out]);
  const arns = JSON.parse(readFileSync(out, "utf8")) as Omit<Brought, "release">;
  const release = VaultRelease.of({
    version: "2.1.2",
    artifacts: { arm64: { file, sha256 } },
    source: ReleaseSource.s3Mirror({ bucket, prefix }),
  });
  return { ...arns, release };
}

async function requireEmptyPlan(terraform: Terraform): Promise<void> {
  const changes = await terraform.plan();
  if (changes.length === 0) return;
  const lines = changes.map(
    ({ address, actions, attributes }) => `  ${actions.join("+")} ${address}: ${attributes.join(", ")}`,
  );
  throw new Error(`the plan is not empty:\n${lines.join("\n")}`);
}

interface Versions {
  readonly bundle: unknown;
  readonly template: unknown;
  readonly group: unknown;
}

function versions(terraform: Terraform): Versions {
  const group = terraform.attributes("aws_autoscaling_group");
  const [template] = group.launch_template as readonly { version: string }[];
  return {
    bundle: terraform.attributes("aws_s3_object").version_id,
    template: terraform.attributes("aws_launch_template").latest_version,
    group: template?.version,
  };
}

function requireRolled(before: Versions, after: Versions): void {
  const same = (Object.keys(before) as (keyof Versions)[]).filter((key) => before[key] === after[key]);
  if (same.length > 0)
    throw new Error(`not replaced: ${same.join(", ")} (${JSON.stringify({ before, after })})`);
}

function requireRefresh({ recordedRefreshes }: Emulators, group: string): void {
  const lines = existsSync(recordedRefreshes)
    ? readFileSync(recordedRefreshes, "utf8").trim().split("\n")
    : [];
  const calls = lines.map(
    (line) => JSON.parse(line) as { AutoScalingGroupName: string; Preferences: object },
  );
  const got = JSON.stringify(calls.map((call) => [call.AutoScalingGroupName, sorted(call.Preferences)]));
  const expected = JSON.stringify([[group, sorted(PREFERENCES)]]);
  if (got !== expected)
    throw new Error(`calls of StartInstanceRefresh\n  got:      ${got}\n  expected: ${expected}`);
}

function sorted(record: object): object {
  return Object.fromEntries(
    Object.entries(record)
      .map(
        ([key, value]) =>
          [key, /^(true|false|\d+)$/.test(String(value)) ? JSON.parse(String(value)) : value] as const,
      )
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    endAll();
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
