import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { VaultRelease } from "../../lib/release/vault-release";
import { namesIn, temporaryFolder } from "../release/mirror/folders";
import { ReleaseSite } from "../release/mirror/release-site";
import {
  type ReleaseFiles,
  sha256,
  signedRelease,
  type TestKey,
  testKey,
} from "../release/mirror/signed-release";
import { type Ended, run, start } from "./command";

const ARM64 = "vault_2.1.2_linux_arm64.zip";
const AMD64 = "vault_2.1.2_linux_amd64.zip";
const SUMS = "vault_2.1.2_SHA256SUMS";

let key: TestKey;
let files: ReleaseFiles;
let site: ReleaseSite;
let trust: readonly string[];
beforeAll(async () => {
  key = await testKey();
  files = await signedRelease(key);
  site = await ReleaseSite.start(files);
  const keyFile = path.join(temporaryFolder(), "key.asc");
  writeFileSync(keyFile, key.publicKey);
  trust = ["--key", keyFile, "--fingerprint", key.fingerprint];
});
afterAll(() => site.stop());

let cwd: string;
beforeEach(() => {
  cwd = temporaryFolder();
  site.seen.length = 0;
});

const remote = () => ["--base-url", site.url, ...trust];

/** A folder with these files. */
function folderOf(content: ReleaseFiles): string {
  const folder = temporaryFolder();
  for (const [file, bytes] of content) writeFileSync(path.join(folder, file), bytes);
  return folder;
}

function expectFailure({ code, out, err }: Ended, ...texts: readonly string[]): void {
  expect({ code, out }).toEqual({ code: 1, out: "" });
  for (const text of ["  expected: ", "  repair: ", ...texts]) expect(err).toContain(text);
}

describe("mirror-release", () => {
  test("on a pipe: the sums and the release file on standard output, whole plain lines beside it", async () => {
    const { code, out, err } = await run(["mirror-release", "2.1.2", "--out", "mirror", ...remote()], {
      cwd,
    });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`signed by ${key.fingerprint}`) });
    const sums = [ARM64, AMD64].map((file) => `${sha256(files.get(file) as Buffer)}  ${file}\n`);
    const releaseFile = path.join("mirror", "vault-release.json");
    expect(out).toBe(`${sums.join("")}${releaseFile}\n`);
    // Control characters other than the ends of lines.
    expect(`${out}${err}`).not.toMatch(/[^\n\P{Cc}]/u);
    expect(err).toMatch(/\n$/);
    expect(VaultRelease.fromFile(path.join(cwd, releaseFile)).artifactFor("arm64").file).toBe(ARM64);
    expect(namesIn(path.join(cwd, "mirror"))).not.toContain(`${ARM64}.part`);
    expect(site.seen[0]?.file).toBe(SUMS);
  });

  test.each(["NO_COLOR", "FORCE_COLOR"])("%s changes nothing: there are no colours", async (name) => {
    const args = ["mirror-release", "2.1.2", "--out", ".", "--from", folderOf(files), ...trust];
    await run(args, { cwd });
    const plain = await run(args, { cwd });
    expect(plain.code).toBe(0);
    expect(await run(args, { cwd, env: { [name]: "1" } })).toEqual(plain);
  });

  test("takes files from a folder, and writes the release file where it is told", async () => {
    const args = ["--from", folderOf(files), "--out", "zips", "--release-file", "app/release.json", ...trust];
    expect((await run(["mirror-release", "2.1.2", ...args], { cwd })).code).toBe(0);
    expect(site.seen).toEqual([]);
    const file = path.join(cwd, "app/release.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ directory: "../zips", version: "2.1.2" });
    expect(VaultRelease.fromFile(file).version).toBe("2.1.2");
  });

  test.each(["2.1.2", "2.1.2+ent"])("mirrors Enterprise with its licence: %s", async (version) => {
    const enterprise = folderOf(await signedRelease(key, "2.1.2+ent"));
    const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:licence-AbCdEf";
    const options = ["--edition", "enterprise", "--license-secret", secret, "--architectures", "arm64"];
    const args = ["mirror-release", version, ...options, "--from", enterprise, "--out", "out", ...trust];
    expect((await run(args, { cwd })).code).toBe(0);
    const release = VaultRelease.fromFile(path.join(cwd, "out/vault-release.json"));
    expect(release.licenseSecretArn).toBe(secret);
    expect(release.artifactFor("arm64").file).toBe("vault_2.1.2+ent_linux_arm64.zip");
  });

  test("interrupted, it says so, leaves no half file, and the same command goes on", async () => {
    site.meet(ARM64, "stall");
    const args = ["mirror-release", "2.1.2", "--out", "mirror", ...remote()];
    const { child, ended } = start(args, { cwd });
    const part = path.join(cwd, "mirror", `${ARM64}.part`);
    for (let tries = 0; tries < 500 && !(existsSync(part) && statSync(part).size > 0); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, out, err } = await ended;
    expect({ code, out }).toEqual({ code: 130, out: "" });
    expect(err).toMatch(/\ninterrupted; the same command goes on where it stopped\n$/);
    expect(namesIn(path.join(cwd, "mirror"))).toEqual([`${ARM64}.part`]);
    const { size } = statSync(part);
    site.seen.length = 0;
    expect((await run(args, { cwd })).code).toBe(0);
    expect(site.seen.find(({ file }) => file === ARM64)?.range).toBe(`bytes=${size}-`);
    expect(readFileSync(path.join(cwd, "mirror", ARM64)).equals(files.get(ARM64) as Buffer)).toBe(true);
  });
});

describe("mirror-release fails with a repair, when", () => {
  test("HashiCorp did not sign, and nobody said whom else to trust", async () => {
    const result = await run(["mirror-release", "2.1.2", "--out", "mirror", "--base-url", site.url], { cwd });
    expectFailure(result, "RELEASE_KEY_UNTRUSTED", "C874011F0AB405110D02105534365D9472D7468F", "--key FILE");
    expect(namesIn(path.join(cwd, "mirror"))).toEqual([]);
  });

  test("a key is given, but not trusted by its fingerprint", async () => {
    const args = ["mirror-release", "2.1.2", "--out", "mirror", "--base-url", site.url, ...trust.slice(0, 2)];
    expectFailure(await run(args, { cwd }), "no key has a trusted fingerprint", key.fingerprint);
  });

  test("a key cannot be read", async () => {
    const args = ["mirror-release", "2.1.2", "--out", "mirror", "--key", "nothing.asc"];
    expectFailure(await run(args, { cwd }), "RELEASE_KEY_UNTRUSTED", "check the path that --key names");
  });

  test("the folder has no release", async () => {
    const args = ["mirror-release", "2.1.2", "--out", "mirror", "--from", cwd, ...trust];
    expectFailure(await run(args, { cwd }), "RELEASE_FETCH_FAILED", path.join(cwd, SUMS), "correct --from");
  });

  test("the version has known holes, unless there is a reason", async () => {
    const old = folderOf(await signedRelease(key, "1.21.1"));
    const args = ["mirror-release", "1.21.1", "--out", "mirror", "--from", old, ...trust];
    expectFailure(await run(args, { cwd }), "RELEASE_BELOW_FLOOR", "--allow-below-floor REASON");
    const reason = "the recovery drill restores a snapshot of that version";
    const { code, err } = await run([...args, "--allow-below-floor", reason], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`accepted: ${reason}`) });
  });

  test("the edition and the version, or the licence, do not fit", async () => {
    const community = ["mirror-release", "2.1.2+ent", "--edition", "community", "--out", "mirror"];
    expectFailure(await run(community, { cwd }), "EDITION_MISMATCH", "leave --edition out, or the suffix");
    const unlicensed = ["mirror-release", "2.1.2+ent", "--out", "mirror"];
    expectFailure(await run(unlicensed, { cwd }), "EDITION_MISMATCH", "--license-secret");
  });

  test("the bucket cannot be reached, and no secret is printed", async () => {
    const gone = await ReleaseSite.start(new Map());
    await gone.stop();
    const secrets = { AWS_SECRET_ACCESS_KEY: "qwertzuiopasdfghjkly", AWS_SESSION_TOKEN: "a-session-token" };
    const args = ["mirror-release", "2.1.2", "--bucket", "mirror", "--from", folderOf(files), ...trust];
    const result = await run(args, {
      cwd,
      env: {
        ...secrets,
        HOME: cwd,
        AWS_ACCESS_KEY_ID: "123456789012",
        AWS_REGION: "eu-central-1",
        AWS_ENDPOINT_URL: gone.url,
      },
    });
    expectFailure(result, "RELEASE_MIRROR_UNWRITABLE", "ECONNREFUSED", "AWS_PROFILE");
    for (const secret of Object.values(secrets)) expect(result.err).not.toContain(secret);
    expect(existsSync(path.join(cwd, "vault-release.json"))).toBe(false);
  });
});

describe("mirror-release is misused, with status 2, when", () => {
  test.each([
    ["no version is named", "--out mirror", "missing required argument 'version'"],
    ["the version is not exact", "2.1 --out mirror", "It is an exact version"],
    ["no target is named", "2.1.2", "name a target: --bucket or --out"],
    ["two targets are named", "2.1.2 --out mirror --bucket mirror", "cannot be used with"],
    ["two origins are named", "2.1.2 --out mirror --from x --base-url https://x", "cannot be used with"],
    ["a prefix is for a folder", "2.1.2 --out mirror --prefix x", "cannot be used with"],
    ["the target is empty", "2.1.2 --out=", "It must not be empty"],
    ["the edition is none", "2.1.2 --edition oss --out mirror", "Allowed choices are community, enterprise"],
  ])("%s", async (_, line, text) => {
    const { code, out, err } = await run(["mirror-release", ...line.split(" ")], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(text);
    expect(namesIn(cwd)).toEqual([]);
  });
});
