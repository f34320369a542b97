import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { RULES } from "../../lib/checks/rules/catalogue";
import type { RuleCases } from "./support/rule-cases";

const RULE_FILES = path.join(__dirname, "../../lib/checks/rules");
const CASE_FILES = path.join(__dirname, "rules");
const KINDS = ["passes", "fails", "unknown", "notApplicable", "weakened", "repaired"] as const;

/** Files of a folder's families, as `seal/key-cannot-vanish.ts`. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith(".ts") && !file.endsWith("/index.ts"))
    .sort();
}

const all = filesBelow(CASE_FILES).map((file) => ({
  file,
  cases: (require(path.join(CASE_FILES, file)) as { readonly cases?: RuleCases }).cases,
}));
const kept = all.flatMap(({ file, cases }) => (cases === undefined ? [] : [{ file, cases }]));

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const own = kept.filter(({ cases }) => cases.rule === rule);
  const [found] = own;

  test("has one file of cases, named and placed as the rule is", () => {
    expect(own.map(({ file }) => file)).toHaveLength(1);
    expect(existsSync(path.join(RULE_FILES, String(found?.file)))).toBe(true);
    const source = readFileSync(path.join(RULE_FILES, String(found?.file)), "utf8");
    expect(source).toContain(`"${id}"`);
  });

  test.each(KINDS)("is seen in cases of the kind %s, or it says why there can be none", (kind) => {
    const cases = found?.cases[kind] ?? [];
    if ("impossible" in cases) expect(cases.impossible.length).toBeGreaterThanOrEqual(20);
    else expect(cases.length).toBeGreaterThan(0);
  });
});

test("every file of cases is run by the test of its family", () => {
  const forgotten = kept.filter(({ file }) => {
    const [family, name] = file.replace(/\.ts$/, "").split("/");
    const test = path.join(CASE_FILES, `${family}.test.ts`);
    return !existsSync(test) || !readFileSync(test, "utf8").includes(`"./${family}/${name}"`);
  });
  expect(forgotten.map(({ file }) => file)).toEqual([]);
});

test("every file of a rule is in the catalogue", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  const missing = filesBelow(RULE_FILES).filter((file) => {
    const exported = Object.values(require(path.join(RULE_FILES, file)) as Record<string, unknown>);
    const rules = exported.filter(
      (one): one is { id: string } =>
        typeof one === "object" && one !== null && "id" in one && "check" in one,
    );
    return rules.some(({ id }) => !ids.has(id));
  });
  expect(missing).toEqual([]);
});
