import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { Token } from "cdktf";
import fc from "fast-check";
import { NodeBundle, type NodeFile } from "../../lib/host";
import { LateFile } from "../../lib/host/late-file";
import { expectRefused } from "../support/errors";
import { inFolder } from "./tools";

const file = (name: string, more: Partial<NodeFile> = {}): NodeFile => ({
  path: name,
  owner: "root",
  group: "root",
  mode: 0o644,
  content: "x",
  ...more,
});
const some = [
  file("/etc/a"),
  file("/etc/b", {
    owner: "root",
    group: "vault",
    mode: 0o640,
    content: "täxt\n",
  }),
];

describe("NodeBundle", () => {
  test("a late file is made when the files are read, once, and takes its place from the beginning", () => {
    let made = 0;
    const late = (content: string) =>
      new LateFile(file("/etc/late"), () => {
        made += 1;
        return content;
      });
    const bundle = new NodeBundle([...some, late("later\n")]);
    expectRefused("BUNDLE_PATH_DUPLICATE", () => bundle.add(file("/etc/late")));
    expect(made).toBe(0);
    expect(bundle.sha256()).toBe(
      new NodeBundle([...some, file("/etc/late", { content: "later\n" })]).sha256(),
    );
    bundle.override("/etc/late", (content) => `${content}more\n`);
    expect(bundle.files().find(({ path: name }) => name === "/etc/late")?.content).toBe("later\nmore\n");
    expect(made).toBe(1);
    const token = new NodeBundle([late(Token.asString({ resolve: () => "x" }))]);
    expectRefused("LITERAL_REQUIRED", () => token.files());
  });

  test("its bytes do not depend on the order in which files were added", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,10}$/), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, fc.string({ maxLength: 1500 }), (list, content) => {
        const files = list.map((name) => file(`/etc/${name}`, { content }));
        expect(new NodeBundle([...files].reverse()).sha256()).toBe(new NodeBundle(files).sha256());
      }),
    );
  });

  test("its bytes are these", () => {
    expect(new NodeBundle(some).sha256()).toMatchInlineSnapshot(
      `"4718f70fa80d647d764b7afb33d4c6a0e1d36f0dc9049c673fac19dd35cf10bc"`,
    );
    expect(new NodeBundle([...some, file("/etc/c")]).sha256()).not.toBe(new NodeBundle(some).sha256());
  });

  test("tar reads back paths, owners, modes and contents", () => {
    inFolder((folder) => {
      const archive = path.join(folder, "bundle.tar");
      writeFileSync(archive, new NodeBundle(some).toTar());
      const list = execFileSync("tar", ["--list", "--verbose", "--utc", "--file", archive], {
        encoding: "utf8",
      });
      expect(list).toMatch(/^-rw-r--r-- root\/root +1 1970-01-01 00:00 etc\/a$/m);
      expect(list).toMatch(/^-rw-r----- root\/vault +6 1970-01-01 00:00 etc\/b$/m);
      expect(
        execFileSync("tar", ["--extract", "--to-stdout", "--file", archive, "etc/b"], { encoding: "utf8" }),
      ).toBe("täxt\n");
    });
  });

  test("tar reads back any content and any path that was accepted", () => {
    const segment = fc.stringMatching(/^[a-z]{1,40}$/);
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.string({ unit: "grapheme", maxLength: 2000 }),
        (segments, content) => {
          const name = `/${segments.join("/")}`;
          inFolder((folder) => {
            const archive = path.join(folder, "bundle.tar");
            writeFileSync(archive, new NodeBundle([file(name, { content })]).toTar());
            expect(
              execFileSync("tar", ["--extract", "--to-stdout", "--file", archive, name.slice(1)], {
                encoding: "utf8",
              }),
            ).toBe(content);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  test("takes a path exactly as long as the archive can carry", () => {
    const longest = [99, 100, 101].map((length) => {
      try {
        new NodeBundle([file(`/${"a".repeat(length)}`)]);
        return true;
      } catch {
        return false;
      }
    });
    expect(longest).toEqual([true, true, false]);
    for (const name of ["a".repeat(100), `${"d".repeat(150)}/${"a".repeat(99)}`]) {
      const input = new NodeBundle([file(`/${name}`)]).toTar();
      const listed = execFileSync("tar", ["--list"], { input, encoding: "utf8" }).split("\n");
      expect(listed.map((one) => path.posix.normalize(one))).toContain(name);
    }
    expectRefused("BUNDLE_PATH_INVALID", () => new NodeBundle([file(`/${"d".repeat(160)}/a`)]));
  });

  test("lists each file with owner, group and mode", () => {
    const list = new NodeBundle(some)
      .files()
      .find(({ path: name }) => name === "/etc/hardened-vault/files.list");
    expect(list?.content).toBe("0640 root vault /etc/b\n0644 root root /etc/a\n");
  });

  test.each(["etc/a", "/etc/../a", "/etc//a", "/etc/a/", "/etc/a b", "/", "", `/${"a".repeat(120)}`])(
    "fails for the path %j",
    (name) => {
      expectRefused("BUNDLE_PATH_INVALID", () => new NodeBundle([file(name)]));
    },
  );

  test("fails for a path that is taken, the list's own among them", () => {
    expectRefused("BUNDLE_PATH_DUPLICATE", () => new NodeBundle([...some, file("/etc/a")]));
    expectRefused("BUNDLE_PATH_DUPLICATE", () => new NodeBundle([file("/etc/hardened-vault/files.list")]));
  });

  test("fails for owners and modes that are none, and for tokens", () => {
    expectRefused("SETTING_INVALID", () => new NodeBundle([file("/etc/a", { owner: "root; rm" })]));
    expectRefused("SETTING_INVALID", () => new NodeBundle([file("/etc/a", { mode: 644.5 })]));
    expectRefused("LITERAL_REQUIRED", () => new NodeBundle([file(Token.asString({ a: 1 }))]));
    expectRefused(
      "LITERAL_REQUIRED",
      () => new NodeBundle([file("/etc/a", { mode: Token.asNumber({ a: 1 }) })]),
    );
    const content = `arn=${Token.asString({ a: 1 })}`;
    expectRefused("LITERAL_REQUIRED", () => new NodeBundle([file("/etc/a", { content })]));
    expectRefused("LITERAL_REQUIRED", () => new NodeBundle(some).override("/etc/a", () => content));
    expect(() => new NodeBundle([file("/etc/a", { content: 'echo "${HOME}"' })])).not.toThrow();
  });

  test("overrides what is there, and fails with the nearest name for what is not", () => {
    const bundle = new NodeBundle(some);
    const before = bundle.sha256();
    bundle.override("/etc/a", (content) => `${content}y`);
    expect(bundle.files()[0]?.content).toBe("xy");
    expect(bundle.sha256()).not.toBe(before);
    expect(expectRefused("BUNDLE_PATH_UNKNOWN", () => bundle.override("/etc/aa", String)).message).toContain(
      "did you mean /etc/a?",
    );
    expect(
      expectRefused("BUNDLE_PATH_UNKNOWN", () => bundle.override("/opt/elsewhere", String)).message,
    ).toContain("add the file");
  });

  test("the manifest names every file of the archive with its sum", () => {
    const bundle = new NodeBundle(some);
    const manifest = JSON.parse(bundle.manifest({ launchTemplate: "aws_launch_template.x" }));
    expect(manifest).toMatchObject({
      schemaVersion: 1,
      launchTemplate: "aws_launch_template.x",
      bundle: { sha256: bundle.sha256() },
    });
    expect(manifest.files.map(({ path: name }: { path: string }) => name)).toEqual(
      bundle.files().map(({ path: name }) => name),
    );
    expect(manifest.files[1]).toMatchObject({
      path: "/etc/b",
      owner: "root",
      group: "vault",
      mode: "0640",
    });
  });
});
