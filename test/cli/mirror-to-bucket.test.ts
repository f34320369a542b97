import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { EmulatedS3, hasEmulatedS3 } from "../release/mirror/emulated-s3";
import { namesIn, temporaryFolder } from "../release/mirror/folders";
import { type ReleaseFiles, sha256, signedRelease, testKey } from "../release/mirror/signed-release";
import { run } from "./command";

const BUCKET = "example-software-mirror";
const ZIP = "vault_2.1.2_linux_arm64.zip";

/** The policy that the documentation gives to whoever mirrors. */
function documentedPolicy(): object {
  const page = readFileSync(path.join(__dirname, "../../docs/how-to/mirror-a-release.md"), "utf8");
  return JSON.parse(String(/```json\n([\s\S]*?)```/.exec(page)?.[1]));
}

if (!hasEmulatedS3) {
  test.skip("mirror-release --bucket: skipped, no emulated S3; `npm run demo:apply -- --install` installs it", () => {});
} else {
  describe("mirror-release --bucket", () => {
    let s3: EmulatedS3;
    let files: ReleaseFiles;
    let args: readonly string[];
    beforeAll(async () => {
      s3 = await EmulatedS3.start(temporaryFolder());
      await s3.createBucket(BUCKET);
      const key = await testKey();
      files = await signedRelease(key);
      const from = temporaryFolder();
      for (const [file, content] of files) writeFileSync(path.join(from, file), content);
      writeFileSync(path.join(from, "key.asc"), key.publicKey);
      const trust = ["--key", path.join(from, "key.asc"), "--fingerprint", key.fingerprint];
      args = ["mirror-release", "2.1.2", "--from", from, ...trust];
    }, 60_000);
    afterAll(() => s3.stop());

    const mirror = (bucket: string, cwd: string, env: Readonly<Record<string, string>>) =>
      run([...args, "--bucket", bucket], { cwd, env: { ...env, XDG_CACHE_HOME: path.join(cwd, "cache") } });

    test("uploads what was checked, with the documented policy; a second run uploads nothing", async () => {
      const cwd = temporaryFolder();
      const user = await s3.user("mirror", documentedPolicy());
      const { code, out, err } = await mirror(BUCKET, cwd, user);
      expect({ code, err }).toEqual({
        code: 0,
        err: expect.stringContaining(`uploading s3://${BUCKET}/vault/`),
      });
      expect(out).toMatch(/\nvault-release\.json\n$/);
      const once = Object.fromEntries(
        [...files].map(([file, content]) => [`vault/2.1.2/${file}`, [sha256(content)]]),
      );
      expect(await s3.versions(BUCKET)).toEqual(once);
      expect(JSON.parse(readFileSync(path.join(cwd, "vault-release.json"), "utf8"))).toMatchObject({
        mirror: { bucket: BUCKET, prefix: "vault/2.1.2/" },
        artifacts: { arm64: { file: ZIP, sha256: sha256(files.get(ZIP) as Buffer) } },
      });
      // Nothing is kept on this machine.
      expect(namesIn(path.join(cwd, "cache/hardened-vault"))).toEqual([]);
      expect(err).not.toMatch(/[^\n\P{Cc}]|Warning/u);

      const again = await mirror(BUCKET, cwd, user);
      expect(again.code).toBe(0);
      expect(again.err).toContain(`s3://${BUCKET}/vault/2.1.2/${ZIP} is there already`);
      expect(await s3.versions(BUCKET)).toEqual(once);
    }, 60_000);

    test.each([
      ["reading is allowed only", BUCKET, "s3:GetObject", "AccessDenied"],
      ["there is no such bucket", "no-such-mirror", "s3:*", "NoSuchBucket"],
    ])(
      "writes no release file when %s",
      async (_, bucket, action, text) => {
        const cwd = temporaryFolder();
        const statement = { Effect: "Allow", Action: action, Resource: "*" };
        const user = await s3.user(text, { Version: "2012-10-17", Statement: [statement] });
        const other = [...args, "--bucket", bucket, "--prefix", "other"];
        const { code, out, err } = await run(other, { cwd, env: { ...user, XDG_CACHE_HOME: cwd } });
        expect({ code, out }).toEqual({ code: 1, out: "" });
        for (const part of ["RELEASE_MIRROR_UNWRITABLE", `s3://${bucket}/other/${ZIP}`, text, "repair: "]) {
          expect(err).toContain(part);
        }
        expect(err).not.toContain(String(user.AWS_SECRET_ACCESS_KEY));
        expect(existsSync(path.join(cwd, "vault-release.json"))).toBe(false);
      },
      60_000,
    );
  });
}
