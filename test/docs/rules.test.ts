import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { RULES } from "../../lib/checks/rules/catalogue";
import { CATALOGUE, RESERVED } from "../../lib/checks/rules/reserved";
import { CHECKLIST } from "../../tools/rules/checklist";
import { FAMILIES, familyOf } from "../../tools/rules/families";
import { rulePages } from "../../tools/rules/pages";
import { ROOT } from "./markdown";

const FOLDER = path.join(ROOT, "docs/rules");
const pages = rulePages();

describe("the pages about the rules", () => {
  test("are what the rules say: npm run docs:rules writes them anew", () => {
    const written = readdirSync(FOLDER).map((name) => [name, readFileSync(path.join(FOLDER, name), "utf8")]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(pages));
  });

  test("have a section for each rule, which the index leads to", () => {
    const anchors = [...pages].flatMap(([name, text]) =>
      [...text.matchAll(/^## (.+)$/gm)].map(
        ([, title = ""]) =>
          `${name}#${title
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
            .replaceAll(" ", "-")}`,
      ),
    );
    const links = [...String(pages.get("README.md")).matchAll(/\]\(([a-z]+\.md#[^)]+)\)/g)].map(
      ([, link]) => link,
    );
    expect(links).toHaveLength(RULES.length);
    expect(links.filter((link) => !anchors.includes(String(link)))).toEqual([]);
  });

  test("the sentence that no auditor confirmed the mapping stands over it", () => {
    expect(pages.get("controls.md")).toContain("no auditor has confirmed this mapping");
  });
});

describe("the catalogue", () => {
  test("has every rule of the library, in its order, and each id once", () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(RULES.map(({ id }) => id)).toEqual(ids.filter((id) => RULES.some((rule) => rule.id === id)));
    expect(RULES.length + RESERVED.length).toBe(CATALOGUE.length);
  });

  test("gives each rule the severity that it was meant to have", () => {
    const differing = RULES.filter(
      ({ id, severity }) => CATALOGUE.find((entry) => entry.id === id)?.severity !== severity,
    );
    expect(differing.map(({ id, severity }) => `${id} ${severity}`)).toEqual([]);
  });

  test("knows each family, and serves each item of the checklist", () => {
    expect(Object.keys(FAMILIES)).toEqual([...new Set(CATALOGUE.map(({ id }) => familyOf(id)))]);
    const served = new Set([...RULES, ...RESERVED].flatMap(({ guide = [] }) => guide));
    expect(Object.keys(CHECKLIST).filter((item) => !served.has(item))).toEqual([]);
  });

  test("every rule has all that is told of it", () => {
    const lacking = RULES.filter(
      ({ rationale, remediation, sources, guide = [], controls = {} }) =>
        rationale.length < 20 ||
        remediation.length < 10 ||
        sources.length === 0 ||
        guide.length === 0 ||
        Object.keys(controls).length !== 4,
    );
    expect(lacking.map(({ id }) => id)).toEqual([]);
  });
});
