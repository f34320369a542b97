import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";

export const ROOT = path.join(__dirname, "../..");

/** A page of the documentation, by its path in the repository. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** All pages that users read. */
export function pages(): readonly Page[] {
  const docs = readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.posix.join("docs", file));
  return ["README.md", ...docs.sort()].map((file) => ({
    file,
    text: readFileSync(path.join(ROOT, file), "utf8"),
  }));
}

/** The fenced blocks of a language. */
export function blocks({ text }: Page, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] as string,
  );
}

/** Where links of a page lead, within the repository and without the part after `#`. */
export function links({ text }: Page): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map((match) => String(match[1]));
}

/** Puts a snippet where its reader would: into the constructor of a stack, with what the page presumes. */
export function inStack(snippet: string): string {
  const pattern = /^ *import [\s\S]*? from "[^"]+";$/gm;
  const own = snippet.match(pattern) ?? [];
  const body = snippet.replaceAll(pattern, "");
  const presumed = own.length > 0 ? own.join("\n") : `import { ${names(body)} } from "cdktf-hardened-vault";`;
  return `
    ${presumed}
    import type { HardenedVault as Cluster, HardenedVaultProps } from "cdktf-hardened-vault";
    import type * as inside from "cdktf-hardened-vault/configuration";
    import { TerraformStack } from "cdktf";
    declare const configuration: inside.VaultConfiguration;
    declare const policy: inside.IVaultPolicy;
    declare const secrets: inside.KeyValueEngine;
    declare const certificateAuthorityArn: string;
    declare const clientAuthoritiesPem: string;
    declare const operatorPublicKeys: string[];
    declare const ciRoleArn: string;
    declare const required: HardenedVaultProps;
    declare const vault: Cluster;
    export class Example extends TerraformStack {
      constructor() { super(undefined as never, "x"); ${body} }
    }`;
}

function names(body: string): string {
  const exported = readFileSync(path.join(ROOT, "lib/index.ts"), "utf8");
  const used = new Set(body.match(/\b([A-Z]\w+|renderPolicy)\b/g));
  return [...used].filter((name) => new RegExp(`\\b${name}\\b`).test(exported)).join(", ");
}

/** What the compiler, as strict as a careful user's, says about programs that use the built package. */
export function diagnostics(programs: Readonly<Record<string, string>>): readonly string[] {
  const files = new Map(
    Object.entries(programs).map(([name, text]) => [path.join(ROOT, "build", `${name}.ts`), text]),
  );
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
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
    .map(
      ({ file, messageText }) =>
        `${path.basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}
