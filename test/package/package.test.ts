import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { links } from "../docs/markdown";
import { importedPackages } from "./imported-packages";
import { InstalledProject, readmeProgram } from "./installed";
import { declaredPackages, mayUseOptionalPeers, optionalPeers, pack, ROOT, requiredPeers } from "./packed";

const PUBLINT = path.join(path.dirname(require.resolve("publint")), "cli.js");
const ATTW = path.join(path.dirname(require.resolve("@arethetypeswrong/cli/package.json")), "dist/index.js");

const folder = mkdtempSync(path.join(tmpdir(), "package-"));
afterAll(() => rmSync(folder, { recursive: true }));

const packed = pack(folder);

describe("the tarball", () => {
  test("holds what is built from lib, the README, and what it leads to", () => {
    const built = filesBelow("lib")
      .map((name) => path.posix.join("build/lib", name))
      .flatMap((name) =>
        name.endsWith(".ts") ? [name.replace(/ts$/, "d.ts"), name.replace(/ts$/, "js")] : [name],
      )
      .filter((name) => /\.(ts|js|json)$/.test(name));
    const docs = filesBelow("docs")
      .filter((name) => /\.(md|svg)$/.test(name))
      .map((name) => `docs/${name}`);
    const examples = filesBelow("examples")
      .filter((name) => /^[^/]+\/[^/]+\.(ts|json)$/.test(name))
      .map((name) => `examples/${name}`);
    const beside = ["CHANGELOG.md", "LICENSE", "README.md", "package.json", "schemas/report-1.json"];
    const expected = [...beside, ...built, ...docs, ...examples];
    expect({
      missing: expected.filter((file) => !packed.files.includes(file)),
      // The compiler leaves the output of a source that is gone: delete the folder and build again.
      surplus: packed.files.filter((file) => !expected.includes(file)),
    }).toEqual({ missing: [], surplus: [] });
  });

  test("holds every file that its README shows or leads to", () => {
    const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
    const led = links({ file: "README.md", text: readme });
    expect(led).toContain("docs/architecture/production.svg");
    expect(led.filter((file) => !packed.files.includes(file))).toEqual([]);
  });

  test("requires declared packages only", () => {
    const undeclared = packed.files
      .filter((file) => /^build\/.*\.(js|d\.ts)$/.test(file))
      .flatMap((file) =>
        importedPackages(readFileSync(path.join(ROOT, file), "utf8"))
          .filter((name) => !declaredPackages.includes(name))
          .filter((name) => !(mayUseOptionalPeers(file) && optionalPeers.includes(name)))
          .map((name) => `${file}: ${name}`),
      );
    expect(undeclared).toEqual([]);
  });

  test("is what publint asks of a package", () => {
    expect(verdict(PUBLINT, "run", packed.tarball, "--strict")).toContain("All good!");
  });

  test("has types that every resolution finds, says attw", () => {
    const said = verdict(ATTW, packed.tarball, "--no-definitely-typed");
    expect(said).toContain("No problems found");
  });
});

describe("the package, installed with nothing but what it declares", () => {
  const user = new InstalledProject(folder);
  beforeAll(() => {
    user.install(packed);
    user.copy("examples/minimal/vault-release.json");
    user.write("main.ts", readmeProgram());
    user.write("mistakes.ts", MISTAKES);
  }, 60_000);

  test("the README names every package to install beside it", () => {
    const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
    const named = /^npm install (.+)$/m.exec(readme)?.[1]?.split(" ");
    expect(named?.sort()).toEqual(["cdktf-hardened-vault", ...requiredPeers].sort());
  });

  test.each([
    { module: "preserve", moduleResolution: "bundler", noEmit: true },
    { module: "commonjs", moduleResolution: "node10", noEmit: true },
  ])(
    "the README's example compiles strictly: $moduleResolution",
    (options) => {
      user.compile(options);
    },
    60_000,
  );

  test("the README's example compiles strictly, and runs", () => {
    user.compile({ module: "node16", moduleResolution: "node16" });
    user.run(process.execPath, "out/main.js");
    const stack = JSON.parse(user.read("cdktf.out/stacks/example/cdk.tf.json"));
    expect(stack.resource.aws_autoscaling_group).toBeDefined();
    expect(Object.keys(stack.terraform.required_providers)).toEqual(["aws"]);
  }, 60_000);

  const load = (file: string) => `require(${JSON.stringify(path.join(user.packageFolder, file))});`;
  const modules = packed.files.filter((file) => file.endsWith(".js") && !file.endsWith("cli/main.js"));

  test("each of its files loads, without optional packages", () => {
    const alone = modules.filter((file) => !mayUseOptionalPeers(file));
    expect(alone.length).toBeGreaterThan(50);
    user.run(process.execPath, "-e", alone.map(load).join("\n"));
  }, 60_000);

  test("the rest loads with them, and is not loaded without being asked for", () => {
    const rest = modules.filter(mayUseOptionalPeers);
    expect(rest.length).toBeGreaterThan(10);
    expect(() => user.run(process.execPath, "-e", 'require("cdktf-hardened-vault/configuration")')).toThrow(
      "@cdktf/provider-vault",
    );
    user.link(optionalPeers);
    user.run(process.execPath, "-e", rest.map(load).join("\n"));
  }, 60_000);

  test("an ES module imports the same names", () => {
    const names = (run: readonly string[]) =>
      (JSON.parse(user.run(process.execPath, ...run)) as string[])
        .filter((name) => !["__esModule", "default", "module.exports"].includes(name))
        .sort();
    const print = "console.log(JSON.stringify(Object.keys(all)))";
    const required = names(["-e", `const all = require("cdktf-hardened-vault"); ${print}`]);
    const imported = names([
      "--input-type=module",
      "-e",
      `import * as all from "cdktf-hardened-vault"; ${print}`,
    ]);
    expect(required).toContain("HardenedVault");
    expect(imported).toEqual(required);
  }, 60_000);

  test("its inner files are not importable by name", () => {
    expect(() =>
      user.run(process.execPath, "-e", 'require("cdktf-hardened-vault/build/lib/core/cidr")'),
    ).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  test("npx runs its command", () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
    expect(user.run("npx", "--offline", "--no", "--", "hardened-vault", "--version").trim()).toBe(version);
  }, 60_000);
});

/** What the types must refuse; a line that compiles is an error of the compiler. */
const MISTAKES = `
  import type { NodeOptions, VaultReleaseProps } from "cdktf-hardened-vault";
  // @ts-expect-error
  export const image: NodeOptions["image"] = "ami-00000000000000000";
  // @ts-expect-error
  export const source: VaultReleaseProps["source"] = "example-software-mirror";`;

/** Files below a folder of the repository, by their paths in it. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll(path.sep, "/"),
  );
}

function verdict(script: string, ...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [script, ...args], {
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, NO_COLOR: "1" },
    });
  } catch (error) {
    return String((error as { readonly stdout: string }).stdout);
  }
}
