import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Token } from "cdktf";
import fc from "fast-check";
import { NodeBundle, renderNodeFiles, renderUserData, type UserDataInput } from "../../lib/host";
import { quote } from "../../lib/host/user-data";
import { expectRefused } from "../support/errors";
import { INPUT } from "./fixtures";
import { inFolder, isRoot, run, runOnFile, testWith } from "./tools";

const bundle = new NodeBundle(renderNodeFiles(INPUT));
const userData: UserDataInput = {
  bucket: "artifacts",
  key: "vault/node-bundle.tar",
  versionId: "abc",
  region: "eu-central-1",
  sha256: "a".repeat(64),
  facts: { AWS_REGION: "eu-central-1" },
};

describe("shell scripts", () => {
  const scripts = bundle.files().filter(({ content }) => content.startsWith("#!/bin/sh"));
  const all = [
    ...scripts.map(({ path: file, content }) => [file, content] as const),
    ["user data", renderUserData(userData)] as const,
  ];

  test.each(all)("%s stops at the first error and never traces", (_name, content) => {
    expect(content).not.toMatch(/set -[a-z]*x|xtrace/);
    expect(content).not.toMatch(/curl .*(-k|--insecure)|\| *(ba)?sh\b/);
  });

  for (const [name, content] of all) {
    testWith("shellcheck", `shellcheck finds nothing in ${name}`, () => {
      const { output } = runOnFile("script.sh", content, "shellcheck", (file) => [
        "--shell=sh",
        "--exclude=SC2154",
        file,
      ]);
      expect(output).toBe("");
    });
  }

  const testAsRoot = isRoot ? test : test.skip;
  testAsRoot(`the entry script installs each file as listed${isRoot ? "" : " (skipped: not root)"}`, () => {
    inFolder((folder) => {
      const [staging, root] = [path.join(folder, "staging"), path.join(folder, "root")];
      // Groups of the bundle exist on a node only; here every file belongs to root's.
      const files = bundle.files().map((file) => ({ ...file, group: "root" }));
      for (const file of new NodeBundle(
        files.filter(({ path: name }) => !name.endsWith("files.list")),
      ).files()) {
        const target = path.join(staging, file.path);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, file.content);
      }
      mkdirSync(path.join(root, "etc"), { recursive: true });
      const { code, output } = run("env", [
        `ROOT=${root}`,
        "sh",
        path.join(staging, "usr/local/sbin/hardened-vault-node"),
        staging,
      ]);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("all steps done") });
      for (const file of files.filter(({ path: name }) => !name.endsWith("files.list"))) {
        expect(readFileSync(path.join(root, file.path), "utf8")).toBe(file.content);
        expect(statSync(path.join(root, file.path)).mode & 0o7777).toBe(file.mode);
      }
      expect(readFileSync(path.join(root, "etc/passwd"), "utf8")).toMatch(/^vault:.*:\/usr\/sbin\/nologin$/m);
      expect(statSync(path.join(root, "var/lib/vault")).mode & 0o7777).toBe(0o700);
      expect(statSync(path.join(root, "var/log/vault")).mode & 0o7777).toBe(0o2750);
      expect(readdirSync(path.join(root, "etc/vault.d")).filter((name) => name.endsWith(".new"))).toEqual([]);
    });
  });

  testAsRoot(`the entry script says which step failed${isRoot ? "" : " (skipped: not root)"}`, () => {
    inFolder((folder) => {
      const steps = path.join(folder, "usr/local/lib/hardened-vault/steps.d");
      mkdirSync(steps, { recursive: true });
      writeFileSync(path.join(steps, "10-good.sh"), "true\n");
      writeFileSync(path.join(steps, "20-bad.sh"), "false\n");
      writeFileSync(path.join(steps, "30-never.sh"), "echo reached\n");
      const main = bundle.files().find(({ path: name }) => name === "/usr/local/sbin/hardened-vault-node");
      writeFileSync(path.join(folder, "main.sh"), String(main?.content));
      const { code, output } = run("env", [
        `ROOT=${folder}/root`,
        "sh",
        path.join(folder, "main.sh"),
        folder,
      ]);
      expect(code).toBe(1);
      expect(output).toContain("FAILED in step 20-bad");
      expect(output).not.toContain("reached");
    });
  });
});

describe("user data", () => {
  test("holds nothing that Terraform would read as a template, but the values it shall fill in", () => {
    expect(renderUserData(userData)).not.toMatch(/\$\{|%\{/);
    expect(renderUserData({ ...userData, bucket: Token.asString({ a: 1 }) }).match(/\$\{/g)).toHaveLength(1);
  });

  test("fails when it grows too long, counting what Terraform fills in", () => {
    const facts = (count: number, value: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`FACT_${i}`, value]));
    expectRefused("USER_DATA_TOO_LONG", () =>
      renderUserData({ ...userData, facts: { LONG: "x".repeat(4096) } }),
    );
    expectRefused("USER_DATA_TOO_LONG", () =>
      renderUserData({ ...userData, facts: facts(30, Token.asString({ a: 1 })) }),
    );
    expect(() => renderUserData({ ...userData, facts: facts(8, Token.asString({ a: 1 })) })).not.toThrow();
  });

  test("fails for a sum that is not known", () => {
    expectRefused("LITERAL_REQUIRED", () =>
      renderUserData({ ...userData, sha256: Token.asString({ a: 1 }) }),
    );
  });

  test("quoted values come out of a shell as they went in", () => {
    const value = fc.string({ unit: "grapheme-ascii", maxLength: 30 });
    fc.assert(
      fc.property(value, (text) => {
        expect(run("sh", ["-c", `printf %s ${quote(text)}`]).output).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
