import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "../..");

function files(folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(root, folder, file));
}

describe("providers are imported deep", () => {
  const rootImport = /["']@cdktf\/provider-[a-z]+(\/lib)?(\/index)?["']/;

  test.each([
    ["lib", ".ts"],
    ["examples", ".ts"],
    ["build/lib", ".d.ts"],
    ["build/lib", ".js"],
  ])("in %s/**/*%s", (folder, ending) => {
    const sources = files(folder, ending);
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((file) => rootImport.test(readFileSync(file, "utf8")))).toEqual([]);
  });

  test("and only what is used is loaded at run time", () => {
    const script = `
      require(${JSON.stringify(path.join(root, "build/lib/index.js"))});
      const loaded = Object.keys(require.cache).map((file) => file.replaceAll("\\\\", "/"));
      console.log(JSON.stringify({
        roots: loaded.filter((file) => /provider-[a-z]+\\/lib\\/(lazy-)?index\\.js$/.test(file)),
        resources: new Set(loaded.filter((file) => /provider-aws\\/lib\\//.test(file)).map((file) => file.split("/provider-aws/lib/")[1].split("/")[0])).size,
      }));`;
    const { roots, resources } = JSON.parse(
      execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }),
    );
    expect(roots).toEqual([]);
    expect(resources).toBeGreaterThan(20);
    expect(resources).toBeLessThan(80);
  });
});
