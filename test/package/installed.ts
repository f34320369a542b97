import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import minimal from "../../examples/minimal/settings.json";
import { blocks, pages } from "../docs/markdown";
import { declaredPackages, type Packed, ROOT } from "./packed";

const NAME = "cdktf-hardened-vault";

/**
 * A project of a user: the unpacked tarball and nothing else but the packages that it declares, which are links to
 * those of the repository. So it needs no registry, and a package that is not declared is not found.
 */
export class InstalledProject {
  public constructor(private readonly folder: string) {}

  /** Where the package lies. */
  public get packageFolder(): string {
    return path.join(this.folder, "node_modules", NAME);
  }

  public install({ tarball }: Packed): void {
    this.write("package.json", JSON.stringify({ name: "user", private: true }));
    mkdirSync(this.packageFolder, { recursive: true });
    tar.extract({ file: tarball, cwd: this.packageFolder, strip: 1, sync: true });
    this.link(declaredPackages);
    // npm itself makes the command.
    this.run("npm", "rebuild", NAME, "--ignore-scripts", "--offline");
  }

  /** Installs packages beside it. */
  public link(names: readonly string[]): void {
    for (const name of names) {
      const link = path.join(this.folder, "node_modules", name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(ROOT, "node_modules", name), link, "junction");
    }
  }

  public write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  public read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  public copy(file: string): void {
    copyFileSync(path.join(ROOT, file), path.join(this.folder, path.basename(file)));
  }

  /** Runs a program in the project; returns what it printed. */
  public run(command: string, ...args: readonly string[]): string {
    try {
      return execFileSync(command, args, { cwd: this.folder, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
    }
  }

  /** Compiles its programs as a careful user does: strictly, declarations of libraries included. */
  public compile(options: Readonly<Record<string, unknown>>): void {
    const compilerOptions = { strict: true, target: "es2022", types: [], outDir: "out", ...options };
    this.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    this.run(process.execPath, require.resolve("typescript/bin/tsc"), "--project", ".");
  }
}

/** The first example of the README, in the constructor of a stack, with what it presumes. */
export function readmeProgram(): string {
  const readme = pages().find(({ file }) => file === "README.md");
  const snippet = readme === undefined ? "" : String(blocks(readme, "ts")[0]);
  const [imports = "", body = ""] = snippet.split(/(?<= from "cdktf-hardened-vault";\n)/);
  return `
    import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
    import { App, TerraformStack } from "cdktf";
    ${imports}
    const certificateAuthorityArn =
      "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";
    const operatorPublicKeys = ${JSON.stringify(minimal.operators)};
    const ciRoleArn = "arn:aws:iam::123456789012:role/vault-configurator";
    const clientAuthoritiesPem = ${JSON.stringify(minimal.clientAuthorities)};
    class Example extends TerraformStack {
      constructor(scope: App) {
        super(scope, "example");
        new AwsProvider(this, "aws", { region: "eu-central-1" });
        ${body}
      }
    }
    const app = new App();
    new Example(app);
    app.synth();`;
}
