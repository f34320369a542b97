import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../release/mirror/folders";
import { edited, fileOf, good, validate, WAIVER, weak } from "./app-under-check";
import { run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

describe("--pack", () => {
  const pack = (check: string) =>
    fileOf(
      `exports.pack = { name: "acme", version: "3", rules: [{
        id: "ACME-1", title: "Nodes carry an owner", severity: "error", since: "1", rationale: "Somebody must answer for it.",
        remediation: "Add the tag.", sources: [], notApplicable: "none", subjects: () => [{ address: "aws_x.y" }],
        check: () => { ${check} } }] };`,
      "pack.js",
    );

  test("judges by rules of one's own as well, and the report names the pack", async () => {
    const file = pack('return [{ verdict: "fail", actual: "no owner", expected: "an owner" }];');
    const { code, out } = await run(["check", good, "--format", "json", "--pack", file]);
    const report = JSON.parse(out);
    expect(code).toBe(1);
    expect(validate(report)).toBe(true);
    expect(report.versions.packs).toEqual([{ name: "acme", version: "3" }]);
    expect(report.results.at(-1)).toMatchObject({ rule: "ACME-1", verdict: "fail", actual: "no owner" });
  });

  test("a rule that throws is an error that no profile and no other finding hides, and the others still speak", async () => {
    const { code, out, err } = await run([
      "check",
      weak(),
      "--format",
      "json",
      "--pack",
      pack('throw new Error("broken");'),
    ]);
    const { results, summary } = JSON.parse(out);
    expect(code).toBe(2);
    expect(err).toContain("could not check: a rule failed: ACME-1");
    expect(summary.error).toBe(1);
    expect(results.at(-1)).toMatchObject({
      rule: "ACME-1",
      verdict: "error",
      reason: "the rule failed: broken",
    });
    expect(results).toContainEqual(expect.objectContaining({ rule: "SEAL-03", verdict: "fail" }));
  });

  test("a rule that throws ends with 2, with the report in its file", async () => {
    const report = path.join(temporaryFolder(), "report.json");
    const { code, out } = await run([
      ...["check", good, "--profile", "advisory", "--format", "json", "--output", report],
      ...["--pack", pack('throw new Error("broken");')],
    ]);
    expect(code).toBe(2);
    expect(out).not.toContain("passed");
    expect(JSON.parse(readFileSync(report, "utf8")).summary).toMatchObject({ error: 1 });
  });

  test("rules that judged the synthesis and are not there now are named, and what they would say is not known", async () => {
    const folder = edited(() => undefined);
    const file = path.join(folder, "stacks/minimal/hardened-vault.json");
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    const waivers = [{ ...WAIVER, rule: "ACME-1" }];
    writeFileSync(file, JSON.stringify({ ...recorded, ownRules: ["ACME-1"], waivers }));
    const { code, out, err } = await run(["check", folder]);
    expect(code).toBe(2);
    expect(out).toContain("not judged by ACME-1");
    expect(out).not.toContain("passed");
    expect(err).toBe(
      "could not check: ACME-1 judged the synthesis and is not here to judge again\n" +
        "  repair: Name the pack with your rules: --pack MODULE\n",
    );
    const there = await run(["check", folder, "--pack", pack('return [{ verdict: "pass" }];')]);
    expect(there.err).toBe("");
  });

  test.each([
    ["exports.pack = {};", "exports no pack of rules"],
    ['exports.pack = { name: "acme", version: "1", rules: [] };', "the pack acme has no rule"],
    ["throw new Error('no');", "cannot be loaded: no"],
  ])("%s is refused", async (text, message) => {
    const { code, err } = await run(["check", good, "--pack", fileOf(text, "pack.js")]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
