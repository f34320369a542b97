import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "../release/mirror/folders";
import { edited, fileOf, good, pipe, weak } from "./app-under-check";
import { inBash, MAIN, run } from "./command";

// Each runs the command several times.
jest.setTimeout(60_000);

/** Where a descriptor leads; nowhere once it is closed. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

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
