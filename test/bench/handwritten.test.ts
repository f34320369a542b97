import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, S3Backend, TerraformLocal, TerraformOutput, TerraformStack } from "cdktf";
import { runFresh } from "../../bench/fresh";
import { differences } from "../../bench/handwritten/compare";
import { type Generated, generate } from "../../bench/handwritten/generate";

const ROOT = path.join(__dirname, "../..");
const CLOCK = path.join(ROOT, "build/bench/programs/clock");

let folder: string;
let original: string;

beforeAll(() => {
  mkdirSync(path.join(ROOT, "build"), { recursive: true });
  // Inside the project, whose modules the programs find.
  folder = mkdtempSync(path.join(ROOT, "build/handwritten-"));
  original = path.join(synthesize(path.join(folder, "original")), "stacks/small");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One of everything that is hard to write: maps, nested blocks, an alias, dependencies, files, overrides. */
function synthesize(outdir: string): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "small");
  new S3Backend(stack, { bucket: "state", key: "small", region: "eu-central-1" }).addOverride(
    "use_lockfile",
    true,
  );
  new AwsProvider(stack, "aws", {
    region: "eu-central-1",
    defaultTags: [{ tags: { snake_case: "kept", camelCase: "kept" } }],
  });
  const provider = new AwsProvider(stack, "other", { region: "eu-west-1", alias: "other" });
  const image = new DataAwsAmi(stack, "image", {
    mostRecent: true,
    filter: [{ name: "name", values: ["al2023-*"] }],
  });
  const key = new KmsKey(stack, "key", {
    provider,
    enableKeyRotation: true,
    tags: { with_underscore: "a", "with-dash": "b" },
    lifecycle: { preventDestroy: true, ignoreChanges: ["tags"] },
  });
  key.addOverride("unknown_to_bindings", [{ inner_key: 1 }]);
  const userData = new TerraformLocal(stack, "user-data", `key=\${${key.fqn}.arn} "quoted"\n`);
  const template = new LaunchTemplate(stack, "template", {
    imageId: image.id,
    userData: userData.asString,
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    tagSpecifications: [{ resourceType: "instance", tags: { some_tag: "x" } }],
  });
  new AutoscalingGroup(stack, "group", {
    minSize: 1,
    maxSize: 3,
    launchTemplate: { id: template.id, version: "$Latest" },
    instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 100 } },
    tag: [{ key: "Name", value: "x", propagateAtLaunch: true }],
    dependsOn: [key, template],
  });
  new TerraformOutput(stack, "arn", { value: key.arn, description: "of the key" });
  app.synth();
  const extra = path.join(outdir, "stacks/small/host/etc");
  mkdirSync(extra, { recursive: true });
  writeFileSync(path.join(extra, "file.conf"), Buffer.from([0, 255, 10]));
  return outdir;
}

describe.each(["deep", "root"] as const)("a program with %s imports", (style) => {
  let generated: Generated;
  let text: string;
  beforeAll(() => {
    generated = generate(original, CLOCK, path.join(folder, style));
    text = readFileSync(generated.programs[style], "utf8");
  });

  it("synthesizes the same blocks and files", async () => {
    const outdir = path.join(folder, `${style}-out`);
    const { answer } = await runFresh<Record<string, number>>(generated.programs[style], [outdir]);
    expect(differences(original, path.join(outdir, "stacks/small"))).toEqual([]);
    expect(Object.keys(answer)).toEqual([
      "importMs",
      "constructAndSynthMs",
      "totalMs",
      "cpuMs",
      "peakMemoryMiB",
    ]);
  }, 60_000);

  it("counts what is in it", () => {
    expect(generated).toMatchObject({ resources: 4, types: 4, files: 1 });
  });

  it("imports in its own way", () => {
    const imports = [...text.matchAll(/require\("(@cdktf[^"]*)"\)/g)].map(([, module]) => module);
    expect(imports).toEqual(
      style === "root"
        ? ["@cdktf/provider-aws"]
        : ["provider", "data-aws-ami", "autoscaling-group", "kms-key", "launch-template"].map(
            (module) => `@cdktf/provider-aws/lib/${module}`,
          ),
    );
  });

  it("is written as people write it", () => {
    const name = style === "root" ? "kmsKey.KmsKey" : "KmsKey";
    expect(text).toContain(
      `new ${name}(stack, "key", { "enableKeyRotation": true, "tags": { "with-dash": "b", "with_underscore": "a" }, ` +
        `"provider": awsProvider1, "lifecycle": { "ignoreChanges": ["tags"], "preventDestroy": true } })` +
        `.addOverride("unknown_to_bindings", [{ "inner_key": 1 }]);`,
    );
  });
});

describe("generate", () => {
  function changed(change: (stack: Record<string, unknown>) => void): () => Generated {
    const copy = mkdtempSync(path.join(folder, "changed-"));
    const file = path.join(copy, "cdk.tf.json");
    const stack = JSON.parse(readFileSync(path.join(original, "cdk.tf.json"), "utf8"));
    change(stack);
    writeFileSync(file, JSON.stringify(stack));
    return () => generate(copy, CLOCK, `${copy}-programs`);
  }

  it.each<[string, (stack: Record<string, unknown>) => void, string]>([
    ["a part", (stack) => Object.assign(stack, { moved: [] }), "no handwritten form of moved"],
    [
      "a backend",
      (stack) => Object.assign(stack, { terraform: { backend: { http: {} } } }),
      "no handwritten form of the backend http",
    ],
    [
      "a resource",
      (stack) => Object.assign(stack, { resource: { aws_kms_alias_x: { a: {} } } }),
      "kms-alias-x",
    ],
    [
      "an attribute of a nested block",
      (stack) =>
        Object.assign(stack, { resource: { aws_launch_template: { a: { monitoring: { odd_key: 1 } } } } }),
      "the bindings know no odd_key in LaunchTemplate.monitoring",
    ],
    [
      "a provider",
      (stack) => Object.assign(stack, { resource: { aws_kms_key: { a: { provider: "aws.gone" } } } }),
      "no provider aws.gone",
    ],
  ])("refuses %s that it cannot write", (_, change, message) => {
    expect(changed(change)).toThrow(message);
  });
});

describe("differences", () => {
  it("names blocks and files that differ, are missing or too many", () => {
    const copy = path.join(folder, "changed");
    cpSync(original, copy, { recursive: true });
    const file = path.join(copy, "cdk.tf.json");
    const stack = JSON.parse(readFileSync(file, "utf8"));
    stack["//"].metadata.version = "other";
    stack.resource.aws_kms_key.key["//"] = "other";
    stack.resource.aws_kms_key.key.tags.with_underscore = "other";
    stack.resource.aws_kms_key.more = {};
    delete stack.resource.aws_launch_template;
    stack.locals["user-data"] = "other";
    writeFileSync(file, JSON.stringify(stack));
    writeFileSync(path.join(copy, "host/etc/file.conf"), "other");
    expect(differences(original, copy)).toEqual([
      "host/etc/file.conf",
      "locals.user-data",
      "resource.aws_kms_key.key",
      "resource.aws_kms_key.more",
      "resource.aws_launch_template.template",
    ]);
  });
});
