import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, Manifest, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import minimal from "../../../examples/minimal/settings.json";
import { MinimalStack } from "../../../examples/minimal/stack";
import { HardenedVault, VaultRelease } from "../../../lib";
import { defineRule } from "../../../lib/checks/engine/rule";
import { VaultHardening } from "../../../lib/checks/stack/vault-hardening";

/** How the framework writes JSON, from the library that it brings. */
const stringify: (value: unknown, options: { readonly space: number }) => string = createRequire(
  require.resolve("cdktf/package.json"),
)("json-stable-stringify");
const RELEASE = VaultRelease.fromFile(path.join(__dirname, "../../../examples/minimal/vault-release.json"));

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function make(options: { readonly skipValidation?: boolean } = {}) {
  const outdir = mkdtempSync(path.join(tmpdir(), "silence-"));
  folders.push(outdir);
  const app = new App({ outdir, ...options });
  const stack = new MinimalStack(app, "minimal", minimal, RELEASE);
  const vault = stack.node.children.find((child) => child instanceof HardenedVault) as HardenedVault;
  const folder = path.join(outdir, "stacks/minimal");
  return { app, stack, vault, folder, file: path.join(folder, "cdk.tf.json") };
}

const sealKey = ({ vault }: ReturnType<typeof make>) =>
  vault.node.findChild("seal").node.findChild("Resource") as KmsKey;

/** What an earlier synthesis left, and what Terraform keeps beside it. */
function leave(folder: string): void {
  mkdirSync(path.join(folder, "host/vault"), { recursive: true });
  for (const file of ["cdk.tf.json", "host/vault/x", "plan", "terraform.tfstate", ".terraform.lock.hcl"]) {
    writeFileSync(path.join(folder, file), "{}");
  }
}

const left = (folder: string) =>
  ["cdk.tf.json", "host", "plan", "terraform.tfstate", ".terraform.lock.hcl"].filter((file) =>
    existsSync(path.join(folder, file)),
  );

describe("what an earlier synthesis left is gone, but not what Terraform keeps", () => {
  const KEPT = ["terraform.tfstate", ".terraform.lock.hcl"];

  test("where a rule fails", () => {
    const made = make();
    leave(made.folder);
    sealKey(made).addOverride("enable_key_rotation", false);
    expect(() => made.app.synth()).toThrow("SEAL-03");
    expect(left(made.folder)).toEqual(KEPT);
  });

  test("where validation is skipped", () => {
    const made = make({ skipValidation: true });
    leave(made.folder);
    expect(() => made.app.synth()).toThrow("HARDENING_SKIPPED");
    expect(left(made.folder)).toEqual(KEPT);
  });

  test("where no aspect came by", () => {
    const made = make();
    leave(made.folder);
    expect(() => made.stack.runAllValidations()).toThrow(/no aspect visited it/);
    expect(left(made.folder)).toEqual(KEPT);
  });
});

const blind = defineRule({
  id: "ACME-1",
  title: "Keys are good",
  severity: "info",
  since: "1",
  rationale: "",
  remediation: "",
  sources: [],
  notApplicable: "there are no keys",
  claims: ["aws_kms_key"],
  subjects: () => [],
  check: () => [],
});

describe("silence is a failure", () => {
  test("in a later synthesis in which no aspect comes by, too", () => {
    const made = make();
    made.app.synth();
    sealKey(made).addOverride("enable_key_rotation", false);
    expect(() => made.stack.runAllValidations()).toThrow(/no aspect visited it/);
    expect(existsSync(made.file)).toBe(false);
  });

  test("in a session that skips validation, whoever judges", () => {
    const made = make();
    const other = new TerraformStack(made.app, "other");
    Aspects.of(other).add(new VaultHardening());
    for (const stack of [made.stack, other]) {
      const manifest = new Manifest("0", made.app.outdir, false);
      stack.prepareStack();
      expect(() =>
        stack.synthesizer.synthesize({ outdir: made.app.outdir, manifest, skipValidation: true }),
      ).toThrow("HARDENING_SKIPPED");
      expect(existsSync(path.join(made.app.outdir, "stacks", stack.node.id, "cdk.tf.json"))).toBe(false);
    }
  });

  test("where a cluster is in the stack and no rule finds it", () => {
    const made = make();
    for (const child of made.vault.node.children) made.vault.node.tryRemoveChild(child.node.id);
    expect(() => made.app.synth()).toThrow(/no rule had anything to say of its cluster/);
    expect(existsSync(made.file)).toBe(false);
  });

  test("of a rule that claims a type and looks at none of that type", () => {
    const made = make();
    Aspects.of(made.stack).add(new VaultHardening({ rules: [blind], profile: "advisory" }));
    expect(() => made.app.synth()).toThrow(
      /ACME-1 error[\s\S]*the rule speaks of aws_kms_key and looked at none of \d+ of them/,
    );
  });

  test("but not of types that are there for something else", () => {
    const app = new App({ outdir: make().app.outdir });
    const stack = new TerraformStack(app, "other");
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    new KmsKey(stack, "key", {});
    Aspects.of(stack).add(new VaultHardening({ rules: [blind], profile: "strict" }));
    app.synth();
    expect(existsSync(path.join(app.outdir, "stacks/other/cdk.tf.json"))).toBe(true);
  });
});

describe("the bytes that are written are the bytes that were judged", () => {
  const sum = (text: string) => createHash("sha256").update(text).digest("hex");

  test("by their hash, and rendered once", () => {
    const made = make();
    const judged: string[] = [];
    const render = made.stack.toTerraform.bind(made.stack);
    made.stack.toTerraform = () => {
      const configuration = render();
      judged.push(sum(stringify(configuration, { space: 2 })));
      return configuration;
    };
    made.app.synth();
    expect(judged).toEqual([sum(readFileSync(made.file, "utf8"))]);
  });

  test("also where somebody renders the stack in between, after a change", () => {
    const made = make();
    addCustomSynthesis(new Construct(made.stack, "late"), {
      onSynthesize: () => {
        sealKey(made).addOverride("enable_key_rotation", false);
        made.stack.toTerraform();
      },
    });
    made.app.synth();
    const { resource } = JSON.parse(readFileSync(made.file, "utf8"));
    const [key] = Object.entries(resource.aws_kms_key).filter(([name]) => name.includes("vault_seal"));
    expect(key?.[1]).toMatchObject({ enable_key_rotation: true });
  });
});

test("findings that do not stop the deployment are annotations of their constructs, once", () => {
  const made = make();
  sealKey(made).addOverride("enable_key_rotation", false);
  Aspects.of(made.stack).add(new VaultHardening({ profile: "advisory" }));
  made.app.synth();
  made.app.synth();
  const { stacks } = JSON.parse(readFileSync(path.join(made.app.outdir, "manifest.json"), "utf8"));
  const found = stacks.minimal.annotations.filter(({ message }: { message: string }) =>
    message.startsWith("SEAL-03"),
  );
  expect(found).toEqual([
    expect.objectContaining({
      constructPath: "minimal/vault/seal/Resource",
      level: "@cdktf/warn",
      message: expect.stringContaining("enable_key_rotation = false; expected: enable_key_rotation = true"),
    }),
  ]);
});
