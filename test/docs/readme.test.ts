import { readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";

const ROOT = path.join(__dirname, "../..");
const packageJson = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] as string,
  );

/** Compiles a program as strictly as a careful user does, against the built package. */
function diagnostics(program: string): readonly string[] {
  const file = path.join(ROOT, "build/readme-example.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? program : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, program, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function inStack(snippet: string): string {
  const pattern = /^import [\s\S]*? from "[^"]+";$/gm;
  const imports = (snippet.match(pattern) ?? []).join("\n");
  const body = snippet.replaceAll(pattern, "");
  return `
    ${imports}
    import { TerraformStack } from "cdktf";
    declare const certificateAuthorityArn: string;
    declare const clientAuthoritiesPem: string;
    export class Example extends TerraformStack {
      constructor() { super(undefined as never, "x"); ${body} }
    }`;
}

describe("README", () => {
  test("its example compiles, strictly", () => {
    expect(blocks("ts")).toHaveLength(1);
    for (const snippet of blocks("ts")) expect(diagnostics(inStack(snippet))).toEqual([]);
  }, 60_000);

  test("an example that is wrong would be noticed", () => {
    const wrong = inStack(String(blocks("ts")[0]).replace("domainName", "domainNam"));
    expect(diagnostics(wrong).join()).toContain("domainNam");
  }, 60_000);

  test("its commands exist", () => {
    const commands = blocks("sh")
      .join("\n")
      .matchAll(/npm (?:run )?(demo:apply|demo|test|synth)\b/g);
    const names = new Set([...commands].map((match) => String(match[1])));
    expect([...names].sort()).toEqual(["demo", "demo:apply", "synth", "test"]);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining([...names]));
  });

  test("its links lead to files", () => {
    const links = [...readme.matchAll(/\]\((?!http|#)([^)]+)\)/g)].map((match) => String(match[1]));
    expect(links.length).toBeGreaterThan(2);
    for (const link of links)
      expect(() =>
        readFileSync(path.join(ROOT, link, link.includes(".") ? "" : "minimal/stack.ts")),
      ).not.toThrow();
  });
});
