import { readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { temporaryFolder } from "../release/mirror/folders";
import { MAIN, run } from "./command";

const ROOT = path.join(__dirname, "../..");
const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));

describe("hardened-vault", () => {
  test("is the file that the package names", () => {
    expect(MAIN).toBe(path.join(ROOT, manifest.bin["hardened-vault"]));
  });

  test.each([["--help"], ["-h"], ["help"], ["mirror-release --help"], ["help mirror-release"]])(
    "%s helps, on standard output",
    async (line) => {
      const { code, out, err } = await run(line.split(" "));
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/^Usage: hardened-vault /);
      expect(out).toContain("mirror-release");
    },
  );

  test.each(["--version", "-V"])("%s is the version of the package, alone", async (option) => {
    expect(await run([option])).toEqual({ code: 0, out: `${manifest.version}\n`, err: "" });
  });

  test("runs from any folder, also through a link such as npm makes", async () => {
    const link = path.join(temporaryFolder(), "hardened-vault");
    symlinkSync(MAIN, link);
    expect((await run(["--version"], { cwd: tmpdir(), main: link })).out).toBe(`${manifest.version}\n`);
  });

  test("without a command it helps, on standard error", async () => {
    const { code, out, err } = await run([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^Usage: hardened-vault /);
  });

  test.each([
    ["miror-release", "Did you mean mirror-release?"],
    ["mirror-releases", "Did you mean mirror-release?"],
    ["--versoin", "Did you mean --version?"],
    ["mirror-release 2.1.2 --buket x", "Did you mean --bucket?"],
    ["deploy", "--help shows what there is"],
  ])("%s is refused with the nearest name, and status 2", async (line, text) => {
    const { code, out, err } = await run(line.split(" "));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("error: unknown ");
    expect(err).toContain(text);
  });
});
