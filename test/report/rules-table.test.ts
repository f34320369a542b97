import { RULES } from "../../lib/checks/rules/catalogue";
import { renderRules } from "../../lib/report/rules-table";

const RESERVED = [{ id: "ACME-09", title: "Still to come", severity: "info", guide: [] }] as const;

test.each([50, 80, 120])("every rule has its line, none wider than %d columns", (width) => {
  const text = renderRules(RULES, [], { width, isColoured: false });
  for (const { id } of RULES) expect(text).toMatch(new RegExp(`^${id} `, "m"));
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
});

test("ids that are kept for later stand apart", () => {
  const text = renderRules(RULES, RESERVED, { width: 80, isColoured: false });
  expect(text).toMatch(/Kept for rules to come:\nACME-09 +info +Still to come\n$/);
});

test("says which rules cannot be waived", () => {
  const [rule] = RULES.filter(({ waivable }) => waivable === false);
  if (rule === undefined) throw new Error("every rule can be waived");
  const text = renderRules([rule], [], { width: 200, isColoured: false });
  expect(text).toContain(`${rule.title} (cannot be waived)`);
});
