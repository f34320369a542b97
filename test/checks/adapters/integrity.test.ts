import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { load } from "../../../lib/checks/adapters/load";
import { judge } from "../../../lib/checks/engine/judge";
import { DEFAULT_PROFILE } from "../../../lib/checks/profiles/profiles";
import { RULES } from "../../../lib/checks/rules/catalogue";
import { synthesizeExample } from "../../support/synthesized-examples";

const folder = mkdtempSync(path.join(tmpdir(), "integrity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => void synthesizeExample("minimal", path.join(folder, "cdktf.out")));

/** A cdktf.out that was moved elsewhere and edited, judged. */
function moved(name: string, edit: (stack: string) => void) {
  const to = path.join(folder, name, "artifact");
  cpSync(path.join(folder, "cdktf.out"), to, { recursive: true });
  edit(path.join(to, "stacks/minimal"));
  const [loaded] = load(to);
  if (loaded === undefined) throw new Error("nothing was read");
  const { relaxations = [], waivers = [] } = loaded.hardening ?? {};
  const options = { rules: RULES, profile: DEFAULT_PROFILE, now: new Date(), relaxations, waivers };
  return { loaded, judgement: judge(loaded.evidence, options) };
}

test("a cdktf.out that was moved is what it was", () => {
  const { loaded, judgement } = moved("as-it-was", () => undefined);
  expect(judgement.integrity).toEqual([]);
  expect(judgement.stopping).toEqual([]);
  expect(loaded.hardening?.profile).toBe("standard");
  expect(judgement.results.find(({ rule }) => rule === "SEAL-03")?.source).toMatch(/stack\.(ts|js):\d+$/);
});

test("files that were edited are judged by what they are, and named", () => {
  const file = "host/vault/etc/vault.d/vault.json";
  const { judgement } = moved("edited", (stack) => {
    const server = JSON.parse(readFileSync(path.join(stack, file), "utf8"));
    server.raw_storage_endpoint = true;
    writeFileSync(path.join(stack, file), JSON.stringify(server));
    writeFileSync(path.join(stack, "host/vault/etc/stranger"), "x");
    rmSync(path.join(stack, "host/vault/etc/nftables.conf"));
    appendFileSync(path.join(stack, "bundles/vault.tar"), "x");
  });
  expect([...judgement.integrity].sort()).toEqual([
    "bundles/vault.tar is not as it was recorded",
    "host/vault/etc/nftables.conf is in the manifest and is not there",
    "host/vault/etc/stranger is not in the manifest",
    `${file} is not as it was recorded`,
  ]);
  const failed = judgement.stopping.map(({ rule }) => rule);
  expect(failed).toContain("CFG-02");
});
