import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import Ajv from "ajv";
import schema from "../../schemas/report-1.json";
import { temporaryFolder } from "../release/mirror/folders";
import { synthesizeExample } from "../support/synthesized-examples";
import { MAIN, run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

const validate = new Ajv({ allErrors: true }).compile(schema);

let good: string;
beforeAll(() => {
  good = path.join(temporaryFolder(), "cdktf.out");
  synthesizeExample("minimal", good);
});

// biome-ignore lint/suspicious/noExplicitAny: it is JSON of any shape
type Editable = any;

/** A copy of the good app, elsewhere and edited. */
function edited(edit: (configuration: Editable) => void): string {
  const folder = path.join(temporaryFolder(), "moved");
  cpSync(good, folder, { recursive: true });
  const file = path.join(folder, "stacks/minimal/cdk.tf.json");
  const configuration = JSON.parse(readFileSync(file, "utf8"));
  edit(configuration);
  writeFileSync(file, JSON.stringify(configuration));
  return folder;
}

/** The app with a seal key that does not rotate. */
const weak = () =>
  edited(({ resource }) => {
    for (const [name, key] of Object.entries<Editable>(resource.aws_kms_key)) {
      if (name.includes("seal")) key.enable_key_rotation = false;
    }
  });

/** A file with a content, in a folder of its own. */
function fileOf(content: unknown, name = "waivers.json"): string {
  const file = path.join(temporaryFolder(), name);
  const isText = typeof content === "string" || Buffer.isBuffer(content);
  writeFileSync(file, isText ? content : JSON.stringify(content));
  return file;
}

/** A named pipe that nobody writes to. */
function pipe(): string {
  const file = path.join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [file]);
  return file;
}

/** Where a descriptor leads; nowhere once it is closed. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

/** Runs a line of Bash with the command as `$0`, and says how it ended. */
function inBash(line: string, ...args: readonly string[]): { code: number | null; out: string; err: string } {
  const command = `"$NODE" "$MAIN"`;
  const env = { PATH: process.env.PATH, NODE: process.execPath, MAIN };
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", line.replaceAll("COMMAND", command), "-", ...args],
    {
      encoding: "utf8",
      env,
    },
  );
  return { code: status, out: stdout, err: stderr };
}

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const WAIVER = {
  rule: "SEAL-03",
  scope: "minimal/vault/seal",
  reason: "the key of a cluster that lives for a day of training",
  approvedBy: "security@corp.example",
  expires: day(100),
};

describe("hardened-vault check", () => {
  test.each([
    ["the app", ""],
    ["the folder of a stack", "stacks/minimal"],
    ["its configuration", "stacks/minimal/cdk.tf.json"],
  ])("ends with 0 where nothing fails but a warning, the state on a disk: %s", async (_, below) => {
    const { code, out, err } = await run(["check", path.join(good, below)]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/SUP-03 +│ warning +│ minimal /);
    expect(out).toMatch(/minimal, profile standard: \d+ pass, 1 fail[\s\S]*\npassed\n/);
  });

  test("ends with 1 where something fails, and says where, what, and how to repair it", async () => {
    const { code, out, err } = await run(["check", weak()], { env: { COLUMNS: "200" } });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("SEAL-03");
    expect(out).toContain("FAIL");
    expect(out).toContain("minimal/vault/seal/Resource");
    expect(out).toContain("is: enable_key_rotation = false");
    expect(out).toContain("repair: Set enable_key_rotation");
    expect(out).toMatch(/\n\d+ to mend\n/);
  });

  test("judges by the profile that was recorded, unless another is named", async () => {
    const folder = weak();
    const file = path.join(folder, "stacks/minimal/hardened-vault.json");
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...recorded, profile: "advisory" }));
    expect((await run(["check", folder])).code).toBe(0);
    expect((await run(["check", folder, "--profile", "standard"])).code).toBe(1);
    writeFileSync(file, JSON.stringify({ ...recorded, profile: "acme" }));
    const { code, err } = await run(["check", folder]);
    expect(code).toBe(2);
    expect(err).toContain('the profile "acme" of your own code');
    writeFileSync(file, "{");
    expect((await run(["check", folder])).code).toBe(2);
  });

  test("writes a report that fits the schema, findings or none", async () => {
    for (const [folder, expected] of [
      [good, 0],
      [weak(), 1],
    ] as const) {
      const { code, out } = await run(["check", folder, "--format", "json"]);
      const report = JSON.parse(out);
      expect(code).toBe(expected);
      expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
      expect(report.summary.stopping > 0).toBe(expected === 1);
      expect(report.evidence.stacks[0].sha256).toBe(
        createHash("sha256")
          .update(readFileSync(path.join(folder, "stacks/minimal/cdk.tf.json")))
          .digest("hex"),
      );
    }
  });

  test("writes Markdown", async () => {
    const { code, out } = await run(["check", weak(), "--format", "markdown"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^# Hardening of minimal\n\n\*\*\d+ to mend\*\*/);
    expect(out).toContain("| SEAL-03 | FAIL | minimal/vault/seal/Resource | enable_key_rotation = false");
  });

  test.each(["json", "markdown", "table"])(
    "--output gets the report as %s, whole, and the terminal a table",
    async (format) => {
      const folder = temporaryFolder();
      const file = path.join(folder, "report");
      writeFileSync(file, "an older one");
      const alone = await run(["check", weak(), "--format", format]);
      const { code, out } = await run(["check", weak(), "--format", format, "--output", file]);
      expect(code).toBe(1);
      expect(out).toContain("to mend");
      expect(out).toContain(`report: ${file}`);
      const stable = (text: string) => text.replaceAll(/"(createdAt|file)": "[^"]*"/g, "").split("\n").length;
      if (format !== "table") expect(stable(readFileSync(file, "utf8"))).toBe(stable(alone.out));
      else expect(readFileSync(file, "utf8")).toContain("to mend");
      expect(readdirSync(folder)).toEqual(["report"]);
    },
  );

  test("fits the width of the terminal, without colours in a pipe", async () => {
    for (const width of [40, 76, 100, 160]) {
      const { out } = await run(["check", weak()], { env: { COLUMNS: String(width), CI: "true" } });
      expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(out).not.toContain("\u001b");
    }
  });

  test("is in colours on a terminal, and not where NO_COLOR is set", () => {
    const on = (env: Record<string, string>) => {
      const command = `${process.execPath} ${MAIN} check ${weak()}`;
      try {
        return execFileSync("script", ["-qec", command, "/dev/null"], {
          encoding: "utf8",
          env: { PATH: process.env.PATH, TERM: "xterm", ...env },
          stdio: ["ignore", "pipe", "ignore"],
        });
      } catch (error) {
        return String((error as { stdout: string }).stdout);
      }
    };
    expect(on({})).toContain("\u001b[31m");
    expect(on({ NO_COLOR: "1" })).not.toContain("\u001b[3");
  });

  test("lets nothing that is judged act on the terminal", async () => {
    const folder = edited(({ resource }) => {
      const [name] = Object.keys(resource.aws_kms_key).filter((key) => key.includes("seal"));
      resource.aws_kms_key[String(name)].deletion_window_in_days = "7\u001b[2J\u202e";
    });
    for (const format of ["table", "markdown"]) {
      const { code, out } = await run(["check", folder, "--format", format], { env: { COLUMNS: "200" } });
      expect(code).toBe(1);
      expect(out).toContain("7\ufffd[2J\ufffd".replace("[", format === "markdown" ? "\\[" : "["));
      for (const sign of ["\u001b", "\u202e"]) expect(out).not.toContain(sign);
    }
  });
});

describe("what cannot be checked ends with 2, says why, and never looks clean", () => {
  const PLAN = { format_version: "1.2", terraform_version: "1.14.0", planned_values: {} };
  test.each<[string, () => string, string]>([
    ["a path that does not exist", () => path.join(good, "missing"), "does not exist"],
    ["a folder without a stack", () => temporaryFolder(), "holds no synthesized stack"],
    ["JSON that is cut off", () => fileOf('{"resource": {"aws_kms_key"', "cdk.tf.json"), "cut off"],
    ["an empty file", () => fileOf("", "plan.json"), "is not JSON"],
    ["a list", () => fileOf([], "plan.json"), "holds no JSON object"],
    ["other JSON", () => fileOf({ name: "x" }, "plan.json"), "neither a Terraform configuration"],
    ["a binary file", () => fileOf("\u0000\u0001\u0002", "plan"), "is a binary file"],
    ["a plan in Terraform's own form", () => fileOf("PK\u0003\u0004", "tfplan"), "terraform show -json"],
    [
      "a plan of an old format",
      () => fileOf({ ...PLAN, format_version: "0.1" }, "plan.json"),
      "is 0.1; 1.x can be read",
    ],
    ["a plan of no format", () => fileOf({ planned_values: {} }, "plan.json"), "is not said; 1.x"],
    [
      "a state in Terraform's own form",
      () => fileOf({ version: 4, resources: [] }, "x.tfstate"),
      "terraform show -json",
    ],
    [
      "a plan with no Vault in it",
      () => fileOf(PLAN, "plan.json"),
      "there is no Vault in plan.json: nothing to judge",
    ],
    ["a plan that failed", () => fileOf({ ...PLAN, errored: true }, "plan.json"), "is of a plan that failed"],
    [
      "a plan of a part",
      () => fileOf({ ...PLAN, complete: false }, "plan.json"),
      "is of a plan that is not complete",
    ],
    [
      "an empty state",
      () => fileOf({ format_version: "1.0" }, "state.json"),
      "is empty: it has no resources",
    ],
    [
      "a plan in UTF-16",
      () => fileOf(Buffer.from(`\ufeff${JSON.stringify(PLAN)}`, "utf16le"), "plan.json"),
      "is written in UTF-16",
    ],
    ["a named pipe", pipe, "is a named pipe"],
    ["nesting without an end", () => fileOf("[".repeat(1_000_000), "plan.json"), "nested deeper"],
    ["a device", () => "/dev/zero", "is a device"],
    [
      "a stack with no Vault in it",
      () => fileOf({ resource: { aws_kms_key: { other: {} } } }, "cdk.tf.json"),
      "there is no Vault in",
    ],
    [
      "a stack with a provider alone",
      () => fileOf({ provider: { aws: [{}] } }, "cdk.tf.json"),
      "there is no Vault in",
    ],
  ])("%s", async (_, path_, message) => {
    const output = path.join(temporaryFolder(), "report.json");
    const { code, out, err } = await run(["check", path_(), "--profile", "advisory", "--output", output]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^could not check: [\s\S]+\n {2}repair: .+\n$/);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });

  test("what was recorded of a node's files and cannot be read", async () => {
    const folder = edited(() => undefined);
    for (const content of ["{", "[]", '{"files": 1}']) {
      writeFileSync(path.join(folder, "stacks/minimal/host/vault/manifest.json"), content);
      const { code, err } = await run(["check", folder]);
      expect(code).toBe(2);
      expect(err).toContain("manifest.json is not what a synthesis writes");
    }
  });

  test.each(["deep/er/report.json", "."])(
    "an output that cannot be written (%s), with the findings on the terminal",
    async (name) => {
      const output = path.join(temporaryFolder(), name);
      const { code, out, err } = await run(["check", weak(), "--format", "json", "--output", output]);
      expect(code).toBe(2);
      expect(out).toContain("SEAL-03");
      expect(err).toContain("cannot be written");
    },
  );

  test.each([
    ["--profile strickt", "one of advisory, standard, strict, pci"],
    ["--format yaml", "Allowed choices are table, json, markdown"],
    ["--pack /nowhere.js", "cannot be loaded"],
  ])("%s", async (options, message) => {
    const { code, out, err } = await run(["check", good, ...options.split(" ")]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  test.each(["check", "rules", "explain SEAL-03"])("a full disk behind the terminal: %s", (command) => {
    const line = `COMMAND ${command} ${command === "check" ? '"$1"' : ""} >/dev/full`;
    const { code, err } = inBash(line, good);
    expect({ code, err }).toEqual({
      code: 2,
      err: "the output cannot be written: ENOSPC: no space left on device, write\n",
    });
  });

  test("a reader that has seen enough changes nothing", () => {
    const { out, err } = inBash('COMMAND check "$1" | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"', weak());
    expect({ out, err }).toEqual({ out: "1\n", err: "" });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends it while it waits for its input", async (signal) => {
    const input = pipe();
    const line = `exec "$0" "$1" check /dev/fd/3 3<>"$2"`;
    const child = spawn("bash", ["--norc", "-c", line, process.execPath, MAIN, input], { stdio: "ignore" });
    const ended = once(child, "exit");
    const fds = `/proc/${child.pid}/fd`;
    const opened = () => readdirSync(fds).filter((fd) => linkOf(path.join(fds, fd)) === input).length;
    while (opened() < 2) await setTimeout(50);
    child.kill(signal);
    const late = global.setTimeout(() => child.kill("SIGKILL"), 5000);
    expect(await ended).toEqual([null, signal]);
    clearTimeout(late);
  });

  test("a hundred megabytes, of a Vault's plan or of nothing, are read or refused", async () => {
    const tags = { description: "x".repeat(1000) };
    const values = (index: number) => ({
      address: `aws_sqs_queue.q${index}`,
      mode: "managed",
      type: "aws_sqs_queue",
      values: tags,
    });
    const resources = Array.from({ length: 90_000 }, (_, index) => values(index));
    const file = fileOf({ ...PLAN, planned_values: { root_module: { resources } } }, "plan.json");
    const { code, err } = await run(["check", file]);
    expect(code).toBe(2);
    expect(err).toContain("there is no Vault in");
  }, 60_000);
});

describe("--waivers", () => {
  test("accepts what is named, and shows it as accepted", async () => {
    const { code, out } = await run([
      "check",
      weak(),
      "--format",
      "json",
      "--waivers",
      fileOf({ waivers: [WAIVER] }),
    ]);
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(validate(report)).toBe(true);
    expect(report.evidence.waiverFile.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.results.filter((result: Editable) => result.waived !== undefined)).toEqual([
      expect.objectContaining({
        rule: "SEAL-03",
        verdict: "fail",
        stops: false,
        waived: { reason: WAIVER.reason, approvedBy: WAIVER.approvedBy, expires: WAIVER.expires },
      }),
    ]);
  });

  test.each([
    ["over", { expires: day(-3) }, "it expired 3 days ago"],
    ["too long", { expires: day(400) }, "it lasts 400 days, more than 365"],
    ["not needed", { scope: "minimal/vault/nodes" }, "nothing fails that it would accept"],
  ])("one that is %s is a finding", async (_, change, reason) => {
    const file = fileOf({ waivers: [{ ...WAIVER, ...change }] });
    const { code, out } = await run(["check", weak(), "--waivers", file], { env: { COLUMNS: "200" } });
    expect(code).toBe(1);
    expect(out).toContain("WAIVER");
    expect(out).toContain("waiver of SEAL-03");
    const json = JSON.parse((await run(["check", weak(), "--format", "json", "--waivers", file])).out);
    expect(json.results.map(({ reason: said }: Editable) => said)).toContain(reason);
  });

  test("everything that is wrong with the file is said at once", async () => {
    const file = fileOf({
      wavers: [],
      waivers: [
        { ...WAIVER, rule: "SEAL-3" },
        { ...WAIVER, reason: "because", expires: "soon", by: "me" },
        { ...WAIVER, approvedBy: "somebody@else.example" },
      ],
      attestations: [{ rule: "BKP-06" }],
      policy: { neverWaive: ["SEALS"], longestWaiverDays: 0, approvers: ["security@corp.example"] },
    });
    const { code, out, err } = await run(["check", weak(), "--waivers", file]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    for (const problem of [
      'the file: there is no "wavers", did you mean waivers?',
      'waivers[0]: there is no rule "SEAL-3", did you mean SEAL-03?',
      'waivers[1]: there is no "by"',
      "waivers[1]: reason is a sentence of 20 characters or more",
      "waivers[1]: expires is a day such as",
      "waivers[2]: approvedBy is one of security@corp.example",
      "attestations[0].statement is missing",
      "policy.neverWaive: there is no rule or family SEALS, did you mean SEAL?",
      "policy.longestWaiverDays is a whole number from 1 to 365",
    ]) {
      expect(err).toContain(problem);
    }
  });

  test.each([
    ["no JSON", "{", "it is not JSON"],
    ["a list", "[]", "it holds no JSON object"],
    ["a list for an object", { waivers: {} }, "waivers is a list"],
  ])("%s is refused", async (_, content, message) => {
    const { code, err } = await run(["check", good, "--waivers", fileOf(content)]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test.each<[string, () => string, string]>([
    ["a named pipe", pipe, "is a named pipe"],
    ["a device", () => "/dev/zero", "is a device"],
    ["more than any has", () => fileOf(" ".repeat(5_000_000)), "has 5000000 bytes"],
  ])("%s is refused", async (_, file, message) => {
    const { code, err } = await run(["check", good, "--waivers", file()]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("what another command writes is read, with a mark at its begin or without", () => {
    const file = fileOf(`\ufeff${JSON.stringify({ waivers: [WAIVER] })}`);
    const line = 'COMMAND check <(cat "$1") --waivers <(cat "$2")';
    const marked = fileOf(
      `\ufeff${readFileSync(path.join(good, "stacks/minimal/cdk.tf.json"), "utf8")}`,
      "cdk.tf.json",
    );
    expect(inBash(line, marked, file).err).not.toMatch(/JSON|pipe/);
    expect(inBash('COMMAND check "$1" --waivers <(cat "$2")', weak(), file).code).toBe(0);
    expect(inBash('COMMAND check "$1" --waivers <(head -c 5000000 /dev/zero)', weak()).err).toContain(
      "more than 4194304",
    );
  });

  test("a file that is not there is refused", async () => {
    const { code, err } = await run(["check", good, "--waivers", path.join(good, "none.json")]);
    expect(code).toBe(2);
    expect(err).toContain("it cannot be read: ENOENT");
  });
});

describe("what was recorded when a stack was synthesized", () => {
  const PLACE = "stacks/minimal/hardened-vault.json";
  /** The weak app, of whose record something was edited. */
  function recording(change: object): string {
    const folder = weak();
    const file = path.join(folder, PLACE);
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...recorded, ...change }));
    return folder;
  }
  const RELAXATION = {
    rules: ["SEAL-03"],
    scope: "minimal/vault",
    name: "Protection.relaxed",
    reason: "the key of a cluster that lives for a day of training",
  };
  const report = async (...options: readonly string[]) => {
    const { code, out } = await run(["check", ...options, "--format", "json"]);
    const json = JSON.parse(out);
    expect({ valid: validate(json), errors: validate.errors }).toEqual({ valid: true, errors: null });
    return { code, ...json };
  };

  test.each([
    ["a relaxation", { relaxations: [RELAXATION] }, "relaxation", RELAXATION.name],
    ["a waiver", { waivers: [WAIVER] }, "waiver", WAIVER.approvedBy],
  ])("counts, and the report says whose word it was: %s", async (_, change, kind, by) => {
    const folder = recording(change);
    const { code, evidence } = await report(folder);
    expect(code).toBe(0);
    expect(evidence.acceptances).toEqual([
      {
        kind,
        stack: "minimal",
        file: path.join(folder, PLACE),
        rules: ["SEAL-03"],
        by,
        reason: expect.stringContaining("a day of training"),
      },
    ]);
    expect((await run(["check", folder])).out.replaceAll(/\s+/g, "")).toContain(`counted:1${kind}of`);
  });

  test("counts for nothing with --ignore-recorded, and neither does the profile of then", async () => {
    const folder = recording({ profile: "advisory", waivers: [WAIVER], relaxations: [RELAXATION] });
    const { code, profile, evidence, results, relaxations } = await report(folder, "--ignore-recorded");
    expect({ code, profile, relaxations, accepted: evidence.acceptances }).toEqual({
      code: 1,
      profile: "standard",
      relaxations: [],
      accepted: [],
    });
    expect(evidence.ignoredRecords).toEqual([path.join(folder, PLACE)]);
    expect(results).toContainEqual(
      expect.objectContaining({ rule: "SEAL-03", verdict: "fail", stops: true }),
    );
    const own = await report(folder, "--ignore-recorded", "--waivers", fileOf({ waivers: [WAIVER] }));
    expect(own.code).toBe(0);
    expect(own.evidence.acceptances).toEqual([expect.objectContaining({ kind: "waiver" })]);
    expect(own.evidence.acceptances[0].file).toMatch(/waivers\.json$/);
  });

  test("forbids what it forbade with --ignore-recorded as well", async () => {
    const folder = recording({ policy: { neverWaive: ["SEAL"] } });
    const { code } = await report(folder, "--ignore-recorded", "--waivers", fileOf({ waivers: [WAIVER] }));
    expect(code).toBe(1);
  });

  test("makes nothing pass without a reason, for a whole stack or for a rule that there is not", async () => {
    const folder = recording({
      relaxations: [{ ...RELAXATION, reason: "", scope: "minimal", rules: ["SEAL-3"] }],
    });
    const { code, results } = await report(folder);
    expect(code).toBe(1);
    const about = results.filter(({ rule }: Editable) => rule === "RELAXATION");
    expect(about.map(({ reason }: Editable) => reason)).toEqual([
      'there is no rule "SEAL-3", did you mean SEAL-03?',
      "scope is the path of a construct in a stack, and no whole stack",
      "reason is a sentence of 20 characters or more",
    ]);
    expect(results).toContainEqual(
      expect.objectContaining({ rule: "SEAL-03", verdict: "fail", stops: true }),
    );
  });
});

describe("--pack", () => {
  const pack = (check: string) =>
    fileOf(
      `exports.pack = { name: "acme", version: "3", rules: [{
        id: "ACME-1", title: "Nodes carry an owner", severity: "error", since: "1", rationale: "Somebody must answer for it.",
        remediation: "Add the tag.", sources: [], notApplicable: "none", subjects: () => [{ address: "aws_x.y" }],
        check: () => { ${check} } }] };`,
      "pack.js",
    );

  test("judges by rules of one's own as well, and the report names the pack", async () => {
    const file = pack('return [{ verdict: "fail", actual: "no owner", expected: "an owner" }];');
    const { code, out } = await run(["check", good, "--format", "json", "--pack", file]);
    const report = JSON.parse(out);
    expect(code).toBe(1);
    expect(validate(report)).toBe(true);
    expect(report.versions.packs).toEqual([{ name: "acme", version: "3" }]);
    expect(report.results.at(-1)).toMatchObject({ rule: "ACME-1", verdict: "fail", actual: "no owner" });
  });

  test("a rule that throws is an error that no profile and no other finding hides, and the others still speak", async () => {
    const { code, out, err } = await run([
      "check",
      weak(),
      "--format",
      "json",
      "--pack",
      pack('throw new Error("broken");'),
    ]);
    const { results, summary } = JSON.parse(out);
    expect(code).toBe(2);
    expect(err).toContain("could not check: a rule failed: ACME-1");
    expect(summary.error).toBe(1);
    expect(results.at(-1)).toMatchObject({
      rule: "ACME-1",
      verdict: "error",
      reason: "the rule failed: broken",
    });
    expect(results).toContainEqual(expect.objectContaining({ rule: "SEAL-03", verdict: "fail" }));
  });

  test("a rule that throws ends with 2, with the report in its file", async () => {
    const report = path.join(temporaryFolder(), "report.json");
    const { code, out } = await run([
      ...["check", good, "--profile", "advisory", "--format", "json", "--output", report],
      ...["--pack", pack('throw new Error("broken");')],
    ]);
    expect(code).toBe(2);
    expect(out).not.toContain("passed");
    expect(JSON.parse(readFileSync(report, "utf8")).summary).toMatchObject({ error: 1 });
  });

  test("rules that judged the synthesis and are not there now are named, and what they would say is not known", async () => {
    const folder = edited(() => undefined);
    const file = path.join(folder, "stacks/minimal/hardened-vault.json");
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    const waivers = [{ ...WAIVER, rule: "ACME-1" }];
    writeFileSync(file, JSON.stringify({ ...recorded, ownRules: ["ACME-1"], waivers }));
    const { code, out, err } = await run(["check", folder]);
    expect(code).toBe(2);
    expect(out).toContain("not judged by ACME-1");
    expect(out).not.toContain("passed");
    expect(err).toBe(
      "could not check: ACME-1 judged the synthesis and is not here to judge again\n" +
        "  repair: Name the pack with your rules: --pack MODULE\n",
    );
    const there = await run(["check", folder, "--pack", pack('return [{ verdict: "pass" }];')]);
    expect(there.err).toBe("");
  });

  test.each([
    ["exports.pack = {};", "exports no pack of rules"],
    ['exports.pack = { name: "acme", version: "1", rules: [] };', "the pack acme has no rule"],
    ["throw new Error('no');", "cannot be loaded: no"],
  ])("%s is refused", async (text, message) => {
    const { code, err } = await run(["check", good, "--pack", fileOf(text, "pack.js")]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

test("several stacks are judged each by its own, and a waiver of a file belongs to the one that needs it", async () => {
  const folder = weak();
  mkdirSync(path.join(folder, "stacks/a-other"));
  writeFileSync(
    path.join(folder, "stacks/a-other/cdk.tf.json"),
    JSON.stringify({ resource: { aws_kms_key: { k: {} } } }),
  );
  cpSync(path.join(good, "stacks/minimal"), path.join(folder, "stacks/b-good"), { recursive: true });
  const args = ["check", folder, "--format", "json", "--waivers", fileOf({ waivers: [WAIVER] })];
  const { code, out } = await run(args);
  const { evidence, results } = JSON.parse(out);
  expect(evidence.withoutVault).toEqual(["a-other"]);
  expect(evidence.stacks.map(({ name }: Editable) => name)).toEqual(["b-good", "minimal"]);
  expect(results.filter(({ rule }: Editable) => rule === "WAIVER")).toEqual([]);
  expect(code).toBe(0);
});
