import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../release/mirror/folders";
import { type Editable, edited, fileOf, good, validate, WAIVER, weak } from "./app-under-check";
import { MAIN, run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

describe("hardened-vault check", () => {
  test.each([
    ["the app", ""],
    ["the folder of a stack", "stacks/minimal"],
    ["its configuration", "stacks/minimal/cdk.tf.json"],
  ])("ends with 0 where nothing fails but a warning, the state on a disk: %s", async (_, below) => {
    const { code, out, err } = await run(["check", path.join(good, below)]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/SUP-03 +│ warning +│ minimal /);
    expect(out).toMatch(/minimal, profile standard: \d+ pass, 1 fail[\s\S]*\npassed\n/);
  });

  test("ends with 1 where something fails, and says where, what, and how to repair it", async () => {
    const { code, out, err } = await run(["check", weak()], { env: { COLUMNS: "200" } });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("SEAL-03");
    expect(out).toContain("FAIL");
    expect(out).toContain("minimal/vault/seal/Resource");
    expect(out).toContain("is: enable_key_rotation = false");
    expect(out).toContain("repair: Set enable_key_rotation");
    expect(out).toMatch(/\n\d+ to mend\n/);
  });

  test("judges by the profile that was recorded, unless another is named", async () => {
    const folder = weak();
    const file = path.join(folder, "stacks/minimal/hardened-vault.json");
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...recorded, profile: "advisory" }));
    expect((await run(["check", folder])).code).toBe(0);
    expect((await run(["check", folder, "--profile", "standard"])).code).toBe(1);
    writeFileSync(file, JSON.stringify({ ...recorded, profile: "acme" }));
    const { code, err } = await run(["check", folder]);
    expect(code).toBe(2);
    expect(err).toContain('the profile "acme" of your own code');
    writeFileSync(file, "{");
    expect((await run(["check", folder])).code).toBe(2);
  });

  test("writes a report that fits the schema, findings or none", async () => {
    for (const [folder, expected] of [
      [good, 0],
      [weak(), 1],
    ] as const) {
      const { code, out } = await run(["check", folder, "--format", "json"]);
      const report = JSON.parse(out);
      expect(code).toBe(expected);
      expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
      expect(report.summary.stopping > 0).toBe(expected === 1);
      expect(report.evidence.stacks[0].sha256).toBe(
        createHash("sha256")
          .update(readFileSync(path.join(folder, "stacks/minimal/cdk.tf.json")))
          .digest("hex"),
      );
    }
  });

  test("writes Markdown", async () => {
    const { code, out } = await run(["check", weak(), "--format", "markdown"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^# Hardening of minimal\n\n\*\*\d+ to mend\*\*/);
    expect(out).toContain("| SEAL-03 | FAIL | minimal/vault/seal/Resource | enable_key_rotation = false");
  });

  test.each(["json", "markdown", "table"])(
    "--output gets the report as %s, whole, and the terminal a table",
    async (format) => {
      const folder = temporaryFolder();
      const file = path.join(folder, "report");
      writeFileSync(file, "an older one");
      const alone = await run(["check", weak(), "--format", format]);
      const { code, out } = await run(["check", weak(), "--format", format, "--output", file]);
      expect(code).toBe(1);
      expect(out).toContain("to mend");
      expect(out).toContain(`report: ${file}`);
      const stable = (text: string) => text.replaceAll(/"(createdAt|file)": "[^"]*"/g, "").split("\n").length;
      if (format !== "table") expect(stable(readFileSync(file, "utf8"))).toBe(stable(alone.out));
      else expect(readFileSync(file, "utf8")).toContain("to mend");
      expect(readdirSync(folder)).toEqual(["report"]);
    },
  );

  test("fits the width of the terminal, without colours in a pipe", async () => {
    for (const width of [40, 76, 100, 160]) {
      const { out } = await run(["check", weak()], { env: { COLUMNS: String(width), CI: "true" } });
      expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(out).not.toContain("\u001b");
    }
  });

  test("is in colours on a terminal, and not where NO_COLOR is set", () => {
    const on = (env: Record<string, string>) => {
      const command = `${process.execPath} ${MAIN} check ${weak()}`;
      try {
        return execFileSync("script", ["-qec", command, "/dev/null"], {
          encoding: "utf8",
          env: { PATH: process.env.PATH, TERM: "xterm", ...env },
          stdio: ["ignore", "pipe", "ignore"],
        });
      } catch (error) {
        return String((error as { stdout: string }).stdout);
      }
    };
    expect(on({})).toContain("\u001b[31m");
    expect(on({ NO_COLOR: "1" })).not.toContain("\u001b[3");
  });

  test("lets nothing that is judged act on the terminal", async () => {
    const folder = edited(({ resource }) => {
      const [name] = Object.keys(resource.aws_kms_key).filter((key) => key.includes("seal"));
      resource.aws_kms_key[String(name)].deletion_window_in_days = "7\u001b[2J\u202e";
    });
    for (const format of ["table", "markdown"]) {
      const { code, out } = await run(["check", folder, "--format", format], { env: { COLUMNS: "200" } });
      expect(code).toBe(1);
      expect(out).toContain("7\ufffd[2J\ufffd".replace("[", format === "markdown" ? "\\[" : "["));
      for (const sign of ["\u001b", "\u202e"]) expect(out).not.toContain(sign);
    }
  });
});

test("several stacks are judged each by its own, and a waiver of a file belongs to the one that needs it", async () => {
  const folder = weak();
  mkdirSync(path.join(folder, "stacks/a-other"));
  writeFileSync(
    path.join(folder, "stacks/a-other/cdk.tf.json"),
    JSON.stringify({ resource: { aws_kms_key: { k: {} } } }),
  );
  cpSync(path.join(good, "stacks/minimal"), path.join(folder, "stacks/b-good"), { recursive: true });
  const args = ["check", folder, "--format", "json", "--waivers", fileOf({ waivers: [WAIVER] })];
  const { code, out } = await run(args);
  const { evidence, results } = JSON.parse(out);
  expect(evidence.withoutVault).toEqual(["a-other"]);
  expect(evidence.stacks.map(({ name }: Editable) => name)).toEqual(["b-good", "minimal"]);
  expect(results.filter(({ rule }: Editable) => rule === "WAIVER")).toEqual([]);
  expect(code).toBe(0);
});
