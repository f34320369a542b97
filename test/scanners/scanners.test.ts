import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { run, testUnless, whySkipped } from "../host/tools";
import { EXAMPLES, synthesizeExample } from "../support/synthesized-examples";
import { command, hasCheckov, scanStack } from "./checkov";
import { compare, problems, requireExplained } from "./compare";
import { EXCEPTIONS, type Exception } from "./exceptions";
import type { Scan } from "./scan";

const folder = mkdtempSync(path.join(tmpdir(), "scanners-"));
afterAll(() => rmSync(folder, { recursive: true }));

const skipped = hasCheckov() ? undefined : 'skipped: checkov is not in .cache, "npm run scan" installs it';
const BARE = { aws_s3_bucket: { bare: { bucket: "bare" } } };

/** A stack in a folder of its own. */
function stackOf(name: string, json: unknown): string {
  const stack = path.join(folder, name);
  mkdirSync(stack);
  writeFileSync(path.join(stack, "cdk.tf.json"), typeof json === "string" ? json : JSON.stringify(json));
  return stack;
}

describe("checkov", () => {
  for (const example of EXAMPLES) {
    testUnless(
      skipped,
      `finds nothing unexplained in the JSON of ${example}, and no exception too many`,
      () => {
        const stack = synthesizeExample(example, path.join(folder, example));
        const comparison = compare(scanStack(stack, example), EXCEPTIONS);
        expect(problems(comparison)).toEqual([]);
        expect(comparison.scan.passed).toBeGreaterThan(100);
      },
    );
  }

  testUnless(skipped, "names what a bucket without anything lacks", () => {
    const scan = scanStack(stackOf("bare", { resource: BARE }), "minimal");
    expect(() => requireExplained(scan, [])).toThrow(
      "minimal, json: no exception for CKV2_AWS_6 at aws_s3_bucket.bare: Ensure that S3 bucket has a Public Access block",
    );
  });

  (skipped === undefined ? test : test.skip).each([
    ["a key that its parser cannot take", { terraform: { required_version: ">= 1.5" }, resource: BARE }],
    ["half a file", '{ "resource": {'],
    ["nothing to judge", {}],
  ])("that did not read the stack is a failure: %s", (name, json) => {
    expect(() => scanStack(stackOf(name, json), "minimal")).toThrow(
      /checkov (did not read minimal, json|gave no report)/,
    );
  });

  testUnless(skipped ?? whySkipped(["strace"]), "asks nobody for anything", () => {
    const stack = stackOf("watched", { resource: BARE });
    const trace = path.join(folder, "trace");
    const { program, args, env } = command(["--framework", "terraform_json", "--directory", stack], folder);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const watch = ["--follow-forks", "--trace=connect", `--output=${trace}`];
    run("env", ["--ignore-environment", ...variables, "strace", ...watch, program, ...args]);
    const { output } = run("grep", ["-E", "AF_INET|exited", trace]);
    expect(output).toContain("exited");
    expect(output).not.toContain("AF_INET");
  });
});

describe("the exceptions", () => {
  const exception: Exception = {
    check: "CKV_1",
    resource: "*.vault_artifacts_*",
    forms: ["json"],
    reason: "a reason",
  };
  const scan: Scan = {
    example: "minimal",
    form: "json",
    passed: 1,
    findings: [{ check: "CKV_1", resource: "aws_s3_bucket.vault_artifacts_1", title: "t" }],
  };

  test("explain what they name", () => {
    expect(requireExplained(scan, [exception])).toBe("1 checks passed, 1 failed, 1 of them explained");
  });

  test.each<[string, Partial<Exception>]>([
    ["another check", { check: "CKV_2" }],
    ["another resource", { resource: "*.vault_bundle_*" }],
    ["part of the resource's name", { resource: "vault_artifacts" }],
  ])("explain nothing else, and fail when they explain nothing: %s", (_name, other) => {
    expect(problems(compare(scan, [{ ...exception, ...other }]))).toEqual([
      "minimal, json: no exception for CKV_1 at aws_s3_bucket.vault_artifacts_1: t",
      expect.stringMatching(/^minimal, json: the exception for \S+ at \S+ explains nothing any more$/),
    ]);
  });

  test.each<[string, Partial<Exception>]>([
    ["form", { forms: ["plan"] }],
    ["example", { examples: ["production"] }],
  ])("count in their own %s only, for findings and for being out of date", (_name, other) => {
    const comparison = compare(scan, [{ ...exception, ...other }]);
    expect(comparison.unexplained).toHaveLength(1);
    expect(comparison.unused).toEqual([]);
  });

  test("are few, each with a reason and without a double", () => {
    expect(EXCEPTIONS.length).toBeLessThanOrEqual(12);
    expect(new Set(EXCEPTIONS.map(({ check, resource }) => `${check} ${resource}`)).size).toBe(
      EXCEPTIONS.length,
    );
    for (const { reason } of EXCEPTIONS) expect(reason.length).toBeGreaterThan(40);
  });
});
