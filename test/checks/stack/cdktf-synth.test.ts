import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const CDKTF = path.join(__dirname, "../../../node_modules/.bin/cdktf");

const folder = mkdtempSync(path.join(tmpdir(), "cdktf-synth-"));
const stackFolder = path.join(folder, "cdktf.out/stacks/app");
writeFileSync(
  path.join(folder, "cdktf.json"),
  JSON.stringify({
    language: "typescript",
    app: `${process.execPath} ${path.join(__dirname, "app.cjs")}`,
    projectId: "00000000-0000-0000-0000-000000000000",
    sendCrashReports: "false",
  }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function synth(env: Readonly<Record<string, string>> = {}): {
  readonly status: number;
  readonly said: string;
} {
  const { status, stdout, stderr } = spawnSync(CDKTF, ["synth"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, CHECKPOINT_DISABLE: "1", CI: "1", ...env },
  });
  return { status: status ?? -1, said: `${stdout}${stderr}` };
}

test("cdktf synth writes a stack that passes; one that fails leaves nothing of it and tells every finding", () => {
  expect(synth().status).toBe(0);
  expect(readdirSync(stackFolder).sort()).toEqual(
    ["assets", "bundles", "cdk.tf.json", "hardened-vault.json", "host"].filter((name) =>
      existsSync(path.join(stackFolder, name)),
    ),
  );
  expect(existsSync(path.join(stackFolder, "cdk.tf.json"))).toBe(true);

  const { status, said } = synth({ WEAKEN: "1", CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" });
  expect(status).not.toBe(0);
  expect(said).toMatch(/SEAL-03 fail \(standard\) app\/vault\/seal\/Resource/);
  expect(said).toMatch(/SEAL-03 fail \(standard\) app\/vault\/nodes\/data-key\/Resource/);
  expect(existsSync(stackFolder)).toBe(false);
}, 120_000);
