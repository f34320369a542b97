import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../..");
const EXAMPLES = { minimal: "vault", production: "vault-prod" } as const;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Synthesizes as `node main.js` does, in a folder of its own; returns the stack's folder. */
function synth(example: string, preload?: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "examples-"));
  folders.push(folder);
  const flags = preload === undefined ? [] : ["--require", preload];
  execFileSync(process.execPath, [...flags, path.join(ROOT, "build/examples", example, "main.js")], {
    cwd: folder,
    env: { ...process.env, CDKTF_OUTDIR: path.join(folder, "cdktf.out") },
  });
  return path.join(folder, "cdktf.out/stacks", example);
}

function tree(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );
}

describe.each(Object.entries(EXAMPLES))("example %s", (example, clusterName) => {
  const stack = synth(example);
  const json = readFileSync(path.join(stack, "cdk.tf.json"), "utf8");
  const terraform = JSON.parse(json) as { resource: object; data: object; terraform: { backend: object } };

  test("its Terraform addresses are a contract", () => {
    const addresses = [
      ...Object.entries(terraform.resource).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((id) => `${type}.${id}`),
      ),
      ...Object.entries(terraform.data).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((id) => `data.${type}.${id}`),
      ),
    ];
    expect(addresses.sort()).toMatchSnapshot();
  });

  test("its rendered files are what was reviewed", () => {
    const host = path.join(stack, "host", clusterName);
    const manifest = JSON.parse(readFileSync(path.join(host, "manifest.json"), "utf8")) as {
      files: { path: string; sha256: string }[];
    };
    for (const { path: file, sha256 } of manifest.files) {
      const content = readFileSync(path.join(host, file), "utf8");
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
      expect(content).toMatchSnapshot(file);
    }
    expect(manifest.files.length).toBeGreaterThan(15);
  });

  test("its user data is what was reviewed, and small", () => {
    const [userData] = Object.values((JSON.parse(json) as { locals: Record<string, string> }).locals);
    expect(String(userData).replaceAll(/[0-9a-f]{64}/g, "SHA256")).toMatchSnapshot();
    expect(Buffer.byteLength(String(userData))).toBeLessThan(4096);
  });

  test("two synths are the same to the byte, also in another folder and years later", () => {
    const preload = path.join(path.dirname(path.dirname(path.dirname(stack))), "later.js");
    writeFileSync(
      preload,
      "const D = Date; globalThis.Date = class extends D { constructor(...a) { super(...(a.length ? a : [D.now() + 1e11])); } static now() { return D.now() + 1e11; } };",
    );
    expect(tree(synth(example, preload))).toEqual(tree(stack));
  });

  test("names neither this machine nor a secret", () => {
    expect(json).not.toContain(ROOT);
    expect(json).not.toContain(tmpdir());
    expect(json).not.toMatch(/PRIVATE KEY|AKIA[0-9A-Z]{16}|hvs\.[A-Za-z0-9]{10}/);
  });

  test("the manifest names the archive's sum and the launch template", () => {
    const manifest = JSON.parse(readFileSync(path.join(stack, "host", clusterName, "manifest.json"), "utf8"));
    const archive = readFileSync(path.join(stack, "bundles", `${clusterName}.tar`));
    expect(manifest).toMatchObject({
      schemaVersion: 1,
      bundle: { sha256: createHash("sha256").update(archive).digest("hex") },
    });
    const [type, id] = String(manifest.launchTemplate).split(".");
    expect(terraform.resource).toHaveProperty([String(type), String(id)]);
  });
});
