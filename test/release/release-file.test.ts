import { parseReleaseFile, type ReleaseFile, renderReleaseFile } from "../../lib/release/release-file";
import { expectRefused } from "../support/errors";

const release: ReleaseFile = {
  version: "2.1.2",
  edition: "community",
  artifacts: { arm64: { file: "vault_2.1.2_linux_arm64.zip", sha256: "a".repeat(64) } },
  mirror: { bucket: "mirror", prefix: "vault/2.1.2/" },
};

describe("the release file", () => {
  test("is read as it was written", () => {
    expect(parseReleaseFile("f.json", renderReleaseFile(release))).toEqual(release);
  });

  test("is one line per field, so that a change of release reads well in a review", () => {
    const lines = renderReleaseFile(release).split("\n");
    expect(lines[1]).toBe('  "schemaVersion": 1,');
    expect(lines[2]).toBe('  "version": "2.1.2",');
    expect(lines.at(-1)).toBe("");
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["a list", "[]"],
    ["another schema", JSON.stringify({ ...release, schemaVersion: 2 })],
    ["an unknown key", JSON.stringify({ ...release, schemaVersion: 1, url: "x" })],
    ["two sources", JSON.stringify({ ...release, schemaVersion: 1, directory: "." })],
    ["no source", JSON.stringify({ ...release, schemaVersion: 1, mirror: undefined })],
  ])("is refused when it is %s", (_, text) => {
    expect(expectRefused("RELEASE_INVALID", () => parseReleaseFile("f.json", text)).message).toContain(
      "f.json",
    );
  });
});
