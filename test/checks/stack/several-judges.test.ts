import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { App, Aspects } from "cdktf";
import { Construct } from "constructs";
import minimal from "../../../examples/minimal/settings.json";
import { MinimalStack } from "../../../examples/minimal/stack";
import { HardenedVault, VaultRelease } from "../../../lib";
import { DEFAULT_PROFILE, type Profile } from "../../../lib/checks";
import { defineRule } from "../../../lib/checks/engine/rule";
import { attachHardening } from "../../../lib/checks/stack/attach";
import { VaultHardening, type VaultHardeningProps } from "../../../lib/checks/stack/vault-hardening";
import { waive } from "../../../lib/checks/stack/waive";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const RELEASE = VaultRelease.fromFile(path.join(__dirname, "../../../examples/minimal/vault-release.json"));
const clock = () => new Date("2026-11-24T12:00:00Z");
const FORBIDDING = { neverWaive: ["SEAL"] };
const WAIVER = {
  rule: "SEAL-03",
  reason: "the key of a cluster that lives for a day of training",
  approvedBy: "security@corp.example",
  expires: "2026-12-31",
};

/** A stack with a cluster that asks for one thing, and aspects that ask for others. */
function make(hardening: VaultHardeningProps | undefined, ...aspects: readonly VaultHardeningProps[]) {
  const outdir = mkdtempSync(path.join(tmpdir(), "judges-"));
  folders.push(outdir);
  const app = new App({ outdir });
  const more = hardening === undefined ? {} : { hardening };
  const stack = new MinimalStack(app, "minimal", minimal, RELEASE, more);
  const vault = stack.node.children.find((child) => child instanceof HardenedVault) as HardenedVault;
  for (const props of aspects) Aspects.of(stack).add(new VaultHardening(props));
  const seal = vault.node.findChild("seal");
  const folder = path.join(outdir, "stacks/minimal");
  return {
    stack,
    seal,
    synth: () => app.synth(),
    weaken: () => (seal.node.findChild("Resource") as KmsKey).addOverride("enable_key_rotation", false),
    written: () => existsSync(path.join(folder, "cdk.tf.json")),
    recorded: () => JSON.parse(readFileSync(path.join(folder, "hardened-vault.json"), "utf8")),
  };
}

const own: Profile = { ...DEFAULT_PROFILE, name: "acme", failing: ["error", "warning"] };

describe("an aspect beside the cluster's own", () => {
  test.each<[string, VaultHardeningProps]>([
    ["more lenient", { profile: "advisory" }],
    ["silent about it", {}],
  ])("does not weaken the profile that the cluster names: one that is %s", (_, aspect) => {
    const made = make({ profile: "strict", clock }, { clock, ...aspect });
    expect(made.synth).toThrow(/SUP-03 fail \(strict\)/);
    expect(made.written()).toBe(false);
  });

  test("takes the place of a profile that nobody named", () => {
    const made = make(undefined, { profile: "advisory" });
    made.weaken();
    made.synth();
    expect(made.recorded().profile).toBe("advisory");
  });

  test("makes it stricter", () => {
    const made = make({ profile: "advisory", clock }, { profile: "pci", clock });
    expect(made.synth).toThrow(/SUP-03 fail \(pci\)/);
  });

  test("drops no policy: what either forbids is forbidden, and recorded", () => {
    const made = make(
      { profile: "standard", policy: FORBIDDING, clock },
      { profile: "advisory", policy: { neverWaive: ["NET-01"], longestWaiverDays: 30 } },
    );
    made.synth();
    expect(made.recorded()).toMatchObject({
      profile: "standard",
      policy: { neverWaive: ["SEAL", "NET-01"], longestWaiverDays: 30 },
    });
  });

  test("drops no policy where the default profile gives way to its own", () => {
    const made = make({ policy: FORBIDDING, clock }, { profile: "advisory" });
    made.synth();
    expect(made.recorded()).toMatchObject({ profile: "advisory", policy: FORBIDDING });
    expect(() => waive(made.seal, WAIVER)).toThrow(/the organisation forbids to waive SEAL-03/);
  });

  test("forbids what was waived before it came", () => {
    const made = make({ clock });
    made.weaken();
    waive(made.seal, WAIVER);
    Aspects.of(made.stack).add(new VaultHardening({ profile: "standard", policy: FORBIDDING, clock }));
    expect(made.synth).toThrow(/SEAL-03 fail[\s\S]*the organisation forbids to waive SEAL-03/);
  });

  test("adds its rules to those that there are, and takes none away", () => {
    const rule = (id: string) =>
      defineRule({
        id,
        title: "Somebody owns it",
        severity: "error",
        since: "1",
        rationale: "",
        remediation: "",
        sources: [],
        notApplicable: "",
        subjects: () => [{ address: "" }],
        check: () => [{ verdict: "fail", actual: `${id} fails`, expected: "" }],
      });
    const made = make({ rules: [rule("ACME-1")] }, { profile: "standard", rules: [rule("ACME-2")] });
    expect(made.synth).toThrow(/ACME-1 fails[\s\S]*ACME-2 fails/);
    const clashing = make({ rules: [rule("ACME-1")] }, { rules: [rule("ACME-1")] });
    expect(clashing.synth).toThrow(/two rules that judge one stack have one id/);
    expect(clashing.written()).toBe(false);
  });

  test("judges beside a profile of one's own, which is the one that is recorded", () => {
    const both = make({ profile: own, clock }, { profile: "advisory" });
    expect(both.synth).toThrow(/SUP-03 fail \(acme\)/);
    const lenient = make({ profile: { ...own, failing: [] }, clock }, { profile: "standard", clock });
    lenient.synth();
    expect(lenient.recorded().profile).toBe("acme");
    lenient.weaken();
    expect(lenient.synth).toThrow(/SEAL-03 fail \(standard\)/);
  });
});

test("of several constructs that have a stack judged, each is heard", () => {
  const made = make({ clock });
  attachHardening(new Construct(made.stack, "second"), { policy: FORBIDDING });
  attachHardening(new Construct(made.stack, "third"), {});
  made.synth();
  expect(made.recorded()).toMatchObject({ profile: "standard", policy: FORBIDDING });
  attachHardening(new Construct(made.stack, "fourth"), { profile: "strict" });
  expect(made.synth).toThrow(/SUP-03 fail \(strict\)/);
});
