import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Header } from "tar/header";
import { load } from "../../../lib/checks/adapters/load";
import { judge } from "../../../lib/checks/engine/judge";
import { DEFAULT_PROFILE } from "../../../lib/checks/profiles/profiles";
import { RULES } from "../../../lib/checks/rules/catalogue";
import { archive } from "../../../lib/host/archive";
import { FILE_LIST } from "../../../lib/host/entry-script";
import type { NodeFile } from "../../../lib/host/node-file";
import { synthesizeExample } from "../../support/synthesized-examples";

const folder = mkdtempSync(path.join(tmpdir(), "integrity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => void synthesizeExample("minimal", path.join(folder, "cdktf.out")));

const TEMPLATE = /aws_launch_template\.vault_nodes_launch-template_\w+/;
const NOT_EXPECTED = new RegExp(
  `^bundles/vault.tar is not what the user data of ${TEMPLATE.source} expects by its sum$`,
);

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
    expect.stringMatching(NOT_EXPECTED),
    "host/vault/etc/nftables.conf is in the manifest and is not there",
    "host/vault/etc/stranger is not in the manifest",
    `${file} is not as it was recorded`,
  ]);
  const failed = judgement.stopping.map(({ rule }) => rule);
  expect(failed).toContain("CFG-02");
  const told = judgement.results.map(({ rule, resource }) => `${rule} ${resource}`);
  expect(told).toEqual([...new Set(told)]);
});

/** Puts another archive in the place of what nodes fetch, with its sum wherever it is recorded. */
function repack(stack: string, archive_: Uint8Array): void {
  const tar = path.join(stack, "bundles/vault.tar");
  const sum = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const old = sum(readFileSync(tar));
  writeFileSync(tar, archive_);
  for (const name of ["cdk.tf.json", "host/vault/manifest.json"]) {
    const file = path.join(stack, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(old, sum(archive_)));
  }
}

/** The files of the copy, as the nodes' archive has them, one of them changed. */
function packedWith(stack: string, edit: (file: NodeFile) => NodeFile | undefined): Uint8Array {
  const { files } = JSON.parse(readFileSync(path.join(stack, "host/vault/manifest.json"), "utf8"));
  return archive(
    files.flatMap(
      ({ path: name, mode, ...owned }: { path: string; mode: string; owner: string; group: string }) => {
        const content = readFileSync(path.join(stack, "host/vault", name), "utf8");
        return edit({ ...owned, path: name, mode: Number.parseInt(mode, 8), content }) ?? [];
      },
    ),
  );
}

test("an archive of something else is not judged, with every sum adapted or not", () => {
  const { judgement, loaded } = moved("junk", (stack) => repack(stack, Buffer.from("junk")));
  const said = "bundles/vault.tar cannot be read: it is no uncompressed tar archive";
  expect(judgement.integrity).toEqual([said]);
  expect(loaded.unchecked).toEqual([said]);
});

test("nodes are judged by what they fetch, whatever the copy says", () => {
  const { judgement, loaded } = moved("weak-archive", (stack) =>
    repack(
      stack,
      packedWith(stack, (file) =>
        file.path === "/etc/vault.d/vault.json"
          ? { ...file, content: JSON.stringify({ ...JSON.parse(file.content), raw_storage_endpoint: true }) }
          : file,
      ),
    ),
  );
  expect(judgement.integrity).toEqual(["bundles/vault.tar and host/vault differ in /etc/vault.d/vault.json"]);
  expect(loaded.unchecked).toEqual([]);
  expect(judgement.stopping.map(({ rule }) => rule)).toEqual(["CFG-02"]);
});

test.each([
  [
    "a list with another mode",
    (list: string) =>
      list.replace("0640 root vault /etc/vault.d/vault.json", "0666 root vault /etc/vault.d/vault.json"),
    "HOST-05",
  ],
  [
    "a list without the firewall",
    (list: string) => list.replace(/^.* \/etc\/nftables\.conf\n/m, ""),
    "TOK-02",
  ],
])("nodes are judged by how they install: %s", (name, edit, rule) => {
  const { judgement } = moved(name.replaceAll(" ", "-"), (stack) =>
    repack(
      stack,
      packedWith(stack, (file) =>
        file.path === FILE_LIST ? { ...file, content: edit(file.content) } : file,
      ),
    ),
  );
  expect(judgement.integrity).toContain(
    "bundles/vault.tar and host/vault differ in /etc/hardened-vault/files.list",
  );
  expect(judgement.stopping.map((result) => result.rule)).toContain(rule);
});

test("a sum in the user data that is another one is named", () => {
  const { judgement } = moved("other-sum", (stack) => {
    const file = path.join(stack, "cdk.tf.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/echo \\"[0-9a-f]{64}/, `echo \\"${"0".repeat(64)}`));
  });
  expect(judgement.integrity).toEqual([expect.stringMatching(NOT_EXPECTED)]);
});

test.each<[string, (stack: string) => void, string | RegExp]>([
  ["the archive", (stack) => rmSync(path.join(stack, "bundles/vault.tar")), "bundles/vault.tar is not there"],
  [
    "all archives",
    (stack) => rmSync(path.join(stack, "bundles"), { recursive: true }),
    "bundles/vault.tar is not there",
  ],
  [
    "the manifest",
    (stack) => rmSync(path.join(stack, "host/vault/manifest.json")),
    "host/vault/manifest.json is not there",
  ],
  [
    "the copy",
    (stack) => rmSync(path.join(stack, "host"), { recursive: true }),
    "host/vault/manifest.json is not there",
  ],
  [
    "the upload",
    (stack) => {
      const file = path.join(stack, "cdk.tf.json");
      writeFileSync(file, readFileSync(file, "utf8").replace("bundles/vault.tar", "bundles/vault.zip"));
    },
    new RegExp(`^the user data of ${TEMPLATE.source} runs a bundle that this stack is not seen to upload$`),
  ],
])("%s that is missing is named, and not everything was judged", (name, edit, said) => {
  const { judgement, loaded } = moved(name.replaceAll(" ", "-"), edit);
  const expected = typeof said === "string" ? said : expect.stringMatching(said);
  expect(judgement.integrity).toContainEqual(expected);
  expect(loaded.unchecked).toEqual([expected]);
});

test("a link in an archive is followed by nobody", () => {
  const { loaded } = moved("link", (stack) => {
    const block = Buffer.alloc(512);
    new Header({
      path: "etc/passwd",
      linkpath: "/etc/shadow",
      type: "SymbolicLink",
      size: 0,
      mode: 0o777,
    }).encode(block, 0);
    repack(stack, Buffer.concat([block, packedWith(stack, (file) => file)]));
  });
  expect(loaded.unchecked).toEqual([
    "bundles/vault.tar cannot be read: it holds etc/passwd, a SymbolicLink, where there should be files alone",
  ]);
});
