import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { stoppedBy } from "../../lib/report/effect";
import { explain } from "../../lib/report/explain";

test.each(RULES.map((rule) => [rule.id, rule] as const))("%s is explained within the width", (_, rule) => {
  const text = explain(rule, PROFILES, 60);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  for (const title of ["Why", "Repair", "Weight", "Waiver", "Nothing to say", "Sources", "Since"]) {
    expect(text).toContain(`\n${title}\n`);
  }
});

test("an error stops under every profile that stops anything, a warning under the strict ones alone", () => {
  expect(stoppedBy({ severity: "error" }, PROFILES)).toEqual(["standard", "strict", "pci"]);
  expect(stoppedBy({ severity: "warning" }, PROFILES)).toEqual(["strict", "pci"]);
  expect(stoppedBy({ severity: "info" }, PROFILES)).toEqual([]);
});

test("says of a rule that cannot be waived that it cannot", () => {
  const final = RULES.find(({ waivable }) => waivable === false);
  expect(final).toBeDefined();
  if (final !== undefined) expect(explain(final, PROFILES, 80)).toContain("it cannot be waived");
});
