import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { blocks, diagnostics, inStack, links, pages, ROOT } from "./markdown";

const scripts = Object.keys(JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")).scripts);
const all = pages();
const snippets = Object.fromEntries(
  all.flatMap((page) =>
    blocks(page, "ts").map((snippet, index) => [`${page.file.replaceAll(/\W/g, "-")}-${index + 1}`, snippet]),
  ),
);
const programs = Object.fromEntries(
  Object.entries(snippets).map(([name, snippet]) => [name, inStack(snippet)]),
);

describe("the pages of the documentation", () => {
  test("their snippets compile, strictly", () => {
    expect(Object.keys(programs).length).toBeGreaterThan(5);
    expect(diagnostics(programs)).toEqual([]);
  }, 60_000);

  test("a snippet that is wrong would be noticed", () => {
    const wrong = inStack(String(snippets["README-md-1"]).replace("domainName", "domainNam"));
    expect(diagnostics({ wrong }).join()).toContain("domainNam");
  }, 60_000);

  test.each(all.map((page) => [page.file, page] as const))("%s: its links lead to files", (file, page) => {
    const dead = links(page).filter((link) => !existsSync(path.join(ROOT, path.dirname(file), link)));
    expect(dead).toEqual([]);
  });

  test.each(all.map((page) => [page.file, page] as const))("%s: its commands exist", (_, page) => {
    const named = [...page.text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map((match) =>
      String(match[1]),
    );
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test("each page is reached from the README, by links of pages that are", () => {
    const reached = new Set(["README.md"]);
    for (const file of reached) {
      const page = all.find((one) => one.file === file);
      for (const link of page === undefined ? [] : links(page)) {
        reached.add(path.normalize(path.join(path.dirname(file), link)));
      }
    }
    expect(all.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });
});
