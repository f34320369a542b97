import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { ALONE, evidenceOfConfiguration } from "../../../lib/checks/adapters/configuration";
import { readHosts } from "../../../lib/checks/adapters/host-folder";
import { InputError } from "../../../lib/checks/adapters/input-error";
import { load } from "../../../lib/checks/adapters/load";
import { readWaiverFile } from "../../../lib/checks/adapters/waiver-file";
import { judge } from "../../../lib/checks/engine/judge";
import type { Waiver } from "../../../lib/checks/engine/waiver";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { Host } from "../../../lib/checks/evidence/host";
import { PROFILES } from "../../../lib/checks/profiles/profiles";
import { RULES } from "../../../lib/checks/rules/catalogue";
import { changed, configurations, nodeFiles, plans, states } from "../support/documents";
import { Draft } from "../support/draft";

const NOW = new Date("2026-11-24T12:00:00Z");
const VERDICTS = ["pass", "fail", "unknown", "not-applicable"];
const STRICT = PROFILES.find(({ name }) => name === "strict") as (typeof PROFILES)[number];
const RUNS = { numRuns: 2000 };

const folder = mkdtempSync(path.join(tmpdir(), "documents-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Every rule says something of it, and none breaks. */
function expectVerdicts(evidence: Evidence, waivers: readonly Waiver[] = []): void {
  const { results } = judge(evidence, { rules: RULES, profile: STRICT, now: NOW, waivers });
  const broken = results.filter(({ verdict }) => !VERDICTS.includes(verdict));
  expect(broken.map(({ rule, resource, reason }) => `${rule} ${resource}: ${reason}`)).toEqual([]);
  expect(new Set(results.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(RULES.length);
}

/** What cannot be read is refused in words. */
function unlessRefused<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A text that something happened to on its way. */
const mangled = (text: string) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(text) },
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc.tuple(fc.nat(text.length), fc.string()).map(([at, more]) => text.slice(0, at) + more + text.slice(at)),
  );

describe.each([
  ["a configuration", "cdk.tf.json", configurations],
  ["a plan", "plan.json", plans],
  ["a state", "state.json", states],
] as const)("%s", (_, name, documents) => {
  test("whatever is in it, gets verdicts or is refused", () => {
    let judged = 0;
    fc.assert(
      fc.property(
        documents.chain((document) => mangled(JSON.stringify(document))),
        (text) => {
          const all = unlessRefused(() => load(put(name, text))) ?? [];
          judged += all.length;
          for (const { evidence } of all) expectVerdicts(evidence);
        },
      ),
      RUNS,
    );
    // Most are read: refusing everything would be easy.
    expect(judged).toBeGreaterThan(RUNS.numRuns / 2);
  }, 120_000);
});

describe("a folder with the files of nodes", () => {
  const sum = (text: string) => createHash("sha256").update(text).digest("hex");

  test("whatever is in the files, gets verdicts", () => {
    const draft = new Draft();
    const { resource } = draft.configuration;
    draft.configuration.resource = { aws_launch_template: resource.aws_launch_template };
    const [host] = draft.evidence().hosts;
    const configuration = draft.configuration;
    fc.assert(
      fc.property(nodeFiles, (contents) => {
        const files = (host?.files ?? []).flatMap((file) => {
          const content = contents.get(file.path);
          return content === undefined ? [] : [{ ...file, content }];
        });
        const { cluster = "", address = "" } = host ?? {};
        const hosts = [new Host({ cluster, address, files, isComplete: true })];
        expectVerdicts(evidenceOfConfiguration("nodes", configuration, { ...ALONE, hosts }));
      }),
      RUNS,
    );
  }, 120_000);

  test("whatever was recorded of them, is read or refused", () => {
    put("stack/host/vault/etc/a", "a");
    put("stack/bundles/vault.tar", "tar");
    const manifest = {
      schemaVersion: 1,
      bundle: { sha256: sum("tar") },
      launchTemplate: "aws_launch_template.vault",
      files: [{ path: "/etc/a", owner: "root", group: "root", mode: "0644", sha256: sum("a") }],
    };
    let read = 0;
    fc.assert(
      fc.property(
        changed(manifest).chain((document) => mangled(JSON.stringify(document))),
        (text) => {
          put("stack/host/vault/manifest.json", text);
          if (unlessRefused(() => readHosts(path.join(folder, "stack"))) !== undefined) read += 1;
        },
      ),
      RUNS,
    );
    expect(read).toBeGreaterThan(0);
  }, 60_000);
});

test("a waiver file, whatever is in it, is read or refused, and what is read can be judged by", () => {
  const file = {
    waivers: [
      {
        rule: "SEAL-03",
        scope: "production/vault",
        finding: "*",
        reason: "the key of a cluster that lives for a day of training",
        approvedBy: "security@corp.example",
        expires: "2026-12-31",
      },
    ],
    attestations: [
      { rule: "SEAL-03", statement: "somebody looked at it", attestedBy: "me", date: "2026-11-01" },
    ],
    policy: { neverWaive: ["NET-03"], longestWaiverDays: 30, approvers: ["security@corp.example"] },
  };
  const [rule] = RULES;
  const evidence = new Draft().evidence();
  fc.assert(
    fc.property(
      changed(file).chain((document) => mangled(JSON.stringify(document))),
      (text) => {
        const read = unlessRefused(() => readWaiverFile(put("waivers.json", text), RULES, []));
        if (read === undefined || rule === undefined) return;
        const { waivers, attestations, policy } = read;
        judge(evidence, { rules: [rule], profile: STRICT, now: NOW, waivers, attestations, policy });
      },
    ),
    RUNS,
  );
}, 60_000);
