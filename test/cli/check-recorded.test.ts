import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type Editable, fileOf, validate, WAIVER, weak } from "./app-under-check";
import { run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

describe("what was recorded when a stack was synthesized", () => {
  const PLACE = "stacks/minimal/hardened-vault.json";
  /** The weak app, of whose record something was edited. */
  function recording(change: object): string {
    const folder = weak();
    const file = path.join(folder, PLACE);
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...recorded, ...change }));
    return folder;
  }
  const RELAXATION = {
    rules: ["SEAL-03"],
    scope: "minimal/vault",
    name: "Protection.relaxed",
    reason: "the key of a cluster that lives for a day of training",
  };
  const report = async (...options: readonly string[]) => {
    const { code, out } = await run(["check", ...options, "--format", "json"]);
    const json = JSON.parse(out);
    expect({ valid: validate(json), errors: validate.errors }).toEqual({ valid: true, errors: null });
    return { code, ...json };
  };

  test.each([
    ["a relaxation", { relaxations: [RELAXATION] }, "relaxation", RELAXATION.name],
    ["a waiver", { waivers: [WAIVER] }, "waiver", WAIVER.approvedBy],
  ])("counts, and the report says whose word it was: %s", async (_, change, kind, by) => {
    const folder = recording(change);
    const { code, evidence } = await report(folder);
    expect(code).toBe(0);
    expect(evidence.acceptances).toEqual([
      {
        kind,
        stack: "minimal",
        file: path.join(folder, PLACE),
        rules: ["SEAL-03"],
        by,
        reason: expect.stringContaining("a day of training"),
      },
    ]);
    expect((await run(["check", folder])).out.replaceAll(/\s+/g, "")).toContain(`counted:1${kind}of`);
  });

  test("counts for nothing with --ignore-recorded, and neither does the profile of then", async () => {
    const folder = recording({ profile: "advisory", waivers: [WAIVER], relaxations: [RELAXATION] });
    const { code, profile, evidence, results, relaxations } = await report(folder, "--ignore-recorded");
    expect({ code, profile, relaxations, accepted: evidence.acceptances }).toEqual({
      code: 1,
      profile: "standard",
      relaxations: [],
      accepted: [],
    });
    expect(evidence.ignoredRecords).toEqual([path.join(folder, PLACE)]);
    expect(results).toContainEqual(
      expect.objectContaining({ rule: "SEAL-03", verdict: "fail", stops: true }),
    );
    const own = await report(folder, "--ignore-recorded", "--waivers", fileOf({ waivers: [WAIVER] }));
    expect(own.code).toBe(0);
    expect(own.evidence.acceptances).toEqual([expect.objectContaining({ kind: "waiver" })]);
    expect(own.evidence.acceptances[0].file).toMatch(/waivers\.json$/);
  });

  test("forbids what it forbade with --ignore-recorded as well", async () => {
    const folder = recording({ policy: { neverWaive: ["SEAL"] } });
    const { code } = await report(folder, "--ignore-recorded", "--waivers", fileOf({ waivers: [WAIVER] }));
    expect(code).toBe(1);
  });

  test("makes nothing pass without a reason, for a whole stack or for a rule that there is not", async () => {
    const folder = recording({
      relaxations: [{ ...RELAXATION, reason: "", scope: "minimal", rules: ["SEAL-3"] }],
    });
    const { code, results } = await report(folder);
    expect(code).toBe(1);
    const about = results.filter(({ rule }: Editable) => rule === "RELAXATION");
    expect(about.map(({ reason }: Editable) => reason)).toEqual([
      'there is no rule "SEAL-3", did you mean SEAL-03?',
      "scope is the path of a construct in a stack, and no whole stack",
      "reason is a sentence of 20 characters or more",
    ]);
    expect(results).toContainEqual(
      expect.objectContaining({ rule: "SEAL-03", verdict: "fail", stops: true }),
    );
  });
});
