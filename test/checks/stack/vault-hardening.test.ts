import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, TerraformStack, Testing } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import minimal from "../../../examples/minimal/settings.json";
import { MinimalStack } from "../../../examples/minimal/stack";
import { HardenedVault, type HardenedVaultProps, VaultRelease } from "../../../lib";
import { defineRule } from "../../../lib/checks/engine/rule";
import { VaultHardening } from "../../../lib/checks/stack/vault-hardening";
import { waive } from "../../../lib/checks/stack/waive";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Made {
  readonly app: App;
  readonly stack: TerraformStack;
  readonly vault: HardenedVault;
  /** Folder that the stack is written to. */
  readonly folder: string;
  readonly written: () => boolean;
}

const RELEASE = VaultRelease.fromFile(path.join(__dirname, "../../../examples/minimal/vault-release.json"));

function make(more: Partial<HardenedVaultProps> = {}, appOptions: { skipValidation?: boolean } = {}): Made {
  const outdir = mkdtempSync(path.join(tmpdir(), "hardening-"));
  folders.push(outdir);
  const app = new App({ outdir, ...appOptions });
  const stack = new MinimalStack(app, "minimal", minimal, RELEASE, more);
  const vault = stack.node.children.find((child) => child instanceof HardenedVault) as HardenedVault;
  const folder = path.join(outdir, "stacks/minimal");
  return { app, stack, vault, folder, written: () => existsSync(path.join(folder, "cdk.tf.json")) };
}

const sealKey = ({ vault }: Made) => vault.node.findChild("seal").node.findChild("Resource") as KmsKey;

describe("a stack with a HardenedVault", () => {
  test("is written when it passes, with what was accepted beside it", () => {
    const made = make();
    made.app.synth();
    expect(made.written()).toBe(true);
    const file = JSON.parse(readFileSync(path.join(made.folder, "hardened-vault.json"), "utf8"));
    expect(file).toMatchObject({ schemaVersion: 1, profile: "standard", waivers: [], relaxations: [] });
    expect(file.sources["minimal/vault"]).toMatch(/^examples\/minimal\/stack\.(ts|js):\d+$/);
  });

  test.each([
    ["app.synth()", (made: Made) => made.app.synth()],
    ["Testing.fullSynth", (made: Made) => Testing.fullSynth(made.stack)],
  ])("is not written when it fails, and what an earlier synthesis wrote is gone: %s", (_, synth) => {
    const made = make();
    mkdirSync(made.folder, { recursive: true });
    writeFileSync(path.join(made.folder, "cdk.tf.json"), "{}");
    sealKey(made).addOverride("enable_key_rotation", false);
    expect(() => synth(made)).toThrow(
      /SEAL-03 fail \(standard\) minimal\/vault\/seal\/Resource, aws_kms_key/,
    );
    expect(existsSync(made.folder)).toBe(false);
  });

  test("is told every finding at once, each with its place, its source and its repair", () => {
    const made = make();
    sealKey(made).addOverride("enable_key_rotation", false);
    const data = made.vault.nodes.node.findChild("data-key").node.findChild("Resource") as KmsKey;
    data.addOverride("deletion_window_in_days", 7);
    let message = "";
    try {
      made.app.synth();
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("minimal/vault/seal/Resource");
    expect(message).toContain("minimal/vault/nodes/data-key/Resource");
    expect(message).toContain("got:      enable_key_rotation = false");
    expect(message).toContain("expected: deletion_window_in_days >= 30");
    expect(message).toMatch(/made by examples\/minimal\/stack\.(ts|js):\d+/);
  });

  test("is written as it was judged, whatever changes afterwards", () => {
    const made = make();
    addCustomSynthesis(new Construct(made.stack, "late"), {
      onSynthesize: () => sealKey(made).addOverride("enable_key_rotation", false),
    });
    made.app.synth();
    const { resource } = JSON.parse(readFileSync(path.join(made.folder, "cdk.tf.json"), "utf8"));
    const [key] = Object.entries(resource.aws_kms_key).filter(([name]) => name.includes("vault_seal"));
    expect(key?.[1]).toMatchObject({ enable_key_rotation: true });
    expect(() => made.app.synth()).toThrow(/SEAL-03/);
    expect(made.written()).toBe(false);
  });

  test("fails also where the CLI has errors of annotations ignored", () => {
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = "true";
    try {
      const made = make();
      sealKey(made).addOverride("enable_key_rotation", false);
      expect(() => made.app.synth()).toThrow(/SEAL-03/);
      expect(made.written()).toBe(false);
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
    }
  });

  test("is refused where validation is skipped", () => {
    const made = make({}, { skipValidation: true });
    expect(() => made.app.synth()).toThrow(/HARDENING_SKIPPED.*\n.*skipValidation: true/);
    expect(made.written()).toBe(false);
  });

  test("is refused where two copies of the framework are loaded, so that aspects are skipped in silence", () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "hardening-"));
    folders.push(outdir);
    for (const options of ["{ outdir }", "{ outdir, skipValidation: true }"]) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [path.join(__dirname, "two-copies.cjs"), outdir, options],
        { encoding: "utf8" },
      );
      expect(stderr).toContain("HARDENING_SKIPPED");
      expect(status).toBe(1);
    }
    expect(existsSync(path.join(outdir, "stacks/copy/cdk.tf.json"))).toBe(false);
  });

  test("is refused as HCL, which is not what is judged", () => {
    process.env.SYNTH_HCL_OUTPUT = "true";
    try {
      expect(() => make().app.synth()).toThrow(/HARDENING_SKIPPED/);
    } finally {
      delete process.env.SYNTH_HCL_OUTPUT;
    }
  });
});

describe("VaultHardening", () => {
  test("that somebody adds takes the place of the one that is attached", () => {
    const made = make();
    sealKey(made).addOverride("enable_key_rotation", false);
    Aspects.of(made.stack).add(new VaultHardening({ profile: "advisory" }));
    made.app.synth();
    expect(made.written()).toBe(true);
    const manifest = JSON.parse(readFileSync(path.join(made.app.outdir, "manifest.json"), "utf8"));
    const messages = manifest.stacks.minimal.annotations.map(({ message }: { message: string }) => message);
    expect(messages).toContainEqual(expect.stringContaining("SEAL-03 minimal/vault/seal/Resource"));
  });

  test("judges by rules of one's own; one that throws is an error, and the others still speak", () => {
    const made = make();
    sealKey(made).addOverride("enable_key_rotation", false);
    const throwing = defineRule({
      id: "ACME-1",
      title: "nothing",
      severity: "info",
      since: "1",
      rationale: "",
      remediation: "",
      sources: [],
      notApplicable: "",
      subjects: () => [{ address: "somewhere" }],
      check: () => {
        throw new Error("broken");
      },
    });
    Aspects.of(made.stack).add(new VaultHardening({ rules: [throwing] }));
    const synth = () => made.app.synth();
    expect(synth).toThrow(/ACME-1 error \(standard\) somewhere\n\s+the rule failed: broken/);
    expect(synth).toThrow(/SEAL-03 fail/);
  });

  test("takes no second rule with an id that there is", () => {
    const [rule] = new VaultHardening().rules;
    expect(() => new VaultHardening({ rules: rule === undefined ? [] : [{ ...rule }] })).toThrow(
      /two rules have one id/,
    );
  });

  test("knows its profiles", () => {
    expect(() => new VaultHardening({ profile: "strickt" })).toThrow(/did you mean strict\?/);
  });
});

describe("a waiver", () => {
  const WAIVER = {
    rule: "SEAL-03",
    reason: "the key of a cluster that lives for a day of training",
    approvedBy: "security@corp.example",
    expires: "2026-12-31",
  };
  const clock = () => new Date("2026-11-24T00:00:00Z");

  test("lets a failure pass at its construct and below, and nowhere else", () => {
    const made = make({ hardening: { clock } });
    sealKey(made).addOverride("enable_key_rotation", false);
    waive(made.vault.node.findChild("seal"), WAIVER);
    made.app.synth();
    const file = JSON.parse(readFileSync(path.join(made.folder, "hardened-vault.json"), "utf8"));
    expect(file.waivers).toEqual([{ ...WAIVER, scope: "minimal/vault/seal" }]);

    const elsewhere = make({ hardening: { clock } });
    sealKey(elsewhere).addOverride("enable_key_rotation", false);
    waive(elsewhere.vault.nodes, WAIVER);
    expect(() => elsewhere.app.synth()).toThrow(
      /SEAL-03 fail[\s\S]*WAIVER fail[\s\S]*nothing fails that it would accept/,
    );
  });

  test("that is over stops the deployment, and says since when", () => {
    const made = make({ hardening: { clock } });
    sealKey(made).addOverride("enable_key_rotation", false);
    waive(made.vault.node.findChild("seal"), { ...WAIVER, expires: "2026-11-14" });
    expect(() => made.app.synth()).toThrow(/SEAL-03 fail[\s\S]*it expired 10 days ago/);
  });

  test.each([
    ["of no rule", { rule: "SEAL-3" }, /there is no rule "SEAL-3", did you mean SEAL-03\?/],
    ["without a reason", { reason: "because" }, /reason is a sentence of 20 characters/],
    ["without an approver", { approvedBy: " " }, /approvedBy names who accepts it/],
    ["without an end", { expires: "soon" }, /expires is a day such as/],
    ["until a day that is none", { expires: "2026-02-30" }, /expires is a day such as/],
  ])("%s is refused at once", (_, change, message) => {
    const { vault } = make();
    expect(() => waive(vault, { ...WAIVER, ...change })).toThrow(message);
  });
});

test("a stack without Vault has nothing to be judged and is written", () => {
  const outdir = mkdtempSync(path.join(tmpdir(), "hardening-"));
  folders.push(outdir);
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "other");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new KmsKey(stack, "key", {});
  Aspects.of(stack).add(new VaultHardening());
  app.synth();
  expect(existsSync(path.join(outdir, "stacks/other/cdk.tf.json"))).toBe(true);
});
