import { readFileSync } from "node:fs";
import * as path from "node:path";
import { day, type Editable, fileOf, good, pipe, validate, WAIVER, weak } from "./app-under-check";
import { inBash, run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

describe("--waivers", () => {
  test("accepts what is named, and shows it as accepted", async () => {
    const { code, out } = await run([
      "check",
      weak(),
      "--format",
      "json",
      "--waivers",
      fileOf({ waivers: [WAIVER] }),
    ]);
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(validate(report)).toBe(true);
    expect(report.evidence.waiverFile.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.results.filter((result: Editable) => result.waived !== undefined)).toEqual([
      expect.objectContaining({
        rule: "SEAL-03",
        verdict: "fail",
        stops: false,
        waived: { reason: WAIVER.reason, approvedBy: WAIVER.approvedBy, expires: WAIVER.expires },
      }),
    ]);
  });

  test.each([
    ["over", { expires: day(-3) }, "it expired 3 days ago"],
    ["too long", { expires: day(400) }, "it lasts 400 days, more than 365"],
    ["not needed", { scope: "minimal/vault/nodes" }, "nothing fails that it would accept"],
  ])("one that is %s is a finding", async (_, change, reason) => {
    const file = fileOf({ waivers: [{ ...WAIVER, ...change }] });
    const { code, out } = await run(["check", weak(), "--waivers", file], { env: { COLUMNS: "200" } });
    expect(code).toBe(1);
    expect(out).toContain("WAIVER");
    expect(out).toContain("waiver of SEAL-03");
    const json = JSON.parse((await run(["check", weak(), "--format", "json", "--waivers", file])).out);
    expect(json.results.map(({ reason: said }: Editable) => said)).toContain(reason);
  });

  test("everything that is wrong with the file is said at once", async () => {
    const file = fileOf({
      wavers: [],
      waivers: [
        { ...WAIVER, rule: "SEAL-3" },
        { ...WAIVER, reason: "because", expires: "soon", by: "me" },
        { ...WAIVER, approvedBy: "somebody@else.example" },
      ],
      attestations: [{ rule: "BKP-06" }],
      policy: { neverWaive: ["SEALS"], longestWaiverDays: 0, approvers: ["security@corp.example"] },
    });
    const { code, out, err } = await run(["check", weak(), "--waivers", file]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    for (const problem of [
      'the file: there is no "wavers", did you mean waivers?',
      'waivers[0]: there is no rule "SEAL-3", did you mean SEAL-03?',
      'waivers[1]: there is no "by"',
      "waivers[1]: reason is a sentence of 20 characters or more",
      "waivers[1]: expires is a day such as",
      "waivers[2]: approvedBy is one of security@corp.example",
      "attestations[0].statement is missing",
      "policy.neverWaive: there is no rule or family SEALS, did you mean SEAL?",
      "policy.longestWaiverDays is a whole number from 1 to 365",
    ]) {
      expect(err).toContain(problem);
    }
  });

  test.each([
    ["no JSON", "{", "it is not JSON"],
    ["a list", "[]", "it holds no JSON object"],
    ["a list for an object", { waivers: {} }, "waivers is a list"],
  ])("%s is refused", async (_, content, message) => {
    const { code, err } = await run(["check", good, "--waivers", fileOf(content)]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test.each<[string, () => string, string]>([
    ["a named pipe", pipe, "is a named pipe"],
    ["a device", () => "/dev/zero", "is a device"],
    ["more than any has", () => fileOf(" ".repeat(5_000_000)), "has 5000000 bytes"],
  ])("%s is refused", async (_, file, message) => {
    const { code, err } = await run(["check", good, "--waivers", file()]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("what another command writes is read, with a mark at its begin or without", () => {
    const file = fileOf(`\ufeff${JSON.stringify({ waivers: [WAIVER] })}`);
    const line = 'COMMAND check <(cat "$1") --waivers <(cat "$2")';
    const marked = fileOf(
      `\ufeff${readFileSync(path.join(good, "stacks/minimal/cdk.tf.json"), "utf8")}`,
      "cdk.tf.json",
    );
    expect(inBash(line, marked, file).err).not.toMatch(/JSON|pipe/);
    expect(inBash('COMMAND check "$1" --waivers <(cat "$2")', weak(), file).code).toBe(0);
    expect(inBash('COMMAND check "$1" --waivers <(head -c 5000000 /dev/zero)', weak()).err).toContain(
      "more than 4194304",
    );
  });

  test("a file that is not there is refused", async () => {
    const { code, err } = await run(["check", good, "--waivers", path.join(good, "none.json")]);
    expect(code).toBe(2);
    expect(err).toContain("it cannot be read: ENOENT");
  });
});
