import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import type { Evidence } from "../evidence/evidence";
import { Host } from "../evidence/host";
import { type Json, Value } from "../evidence/value";
import { bundlesInUse } from "./bundles-in-use";
import { type Accompanying, ALONE, evidenceOfConfiguration } from "./configuration";
import { type HardeningFile, readHardeningFile } from "./hardening-file";
import { readHosts } from "./host-folder";
import { InputError } from "./input-error";
import { evidenceOfPlan, requireWhole, type ShownByTerraform } from "./plan";
import { readFile, textOf } from "./read-file";

/** More than any plan of a real stack has; what is larger is something else. */
const LARGEST_BYTES = 256 * 1024 * 1024;
/** More than any configuration, plan or state has; parsers and rules descend as deep as the text does. */
const DEEPEST = 200;
/** What text in UTF-16 begins with. */
const UTF_16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const CONFIGURATION = "cdk.tf.json";
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Buffer.from('"\\{}[]');

/** A piece of evidence, and what it was read from. */
export interface Loaded {
  readonly evidence: Evidence;
  /** The file with the configuration, the plan or the state. */
  readonly file: string;
  /** SHA-256 of that file. */
  readonly sha256: string;
  /** Version of the framework that wrote it, where it says so. */
  readonly framework: string | undefined;
  /** What belongs to it and cannot be read, with the reason. */
  readonly unchecked: readonly string[];
  /** What was accepted when it was synthesized. */
  readonly hardening: HardeningFile | undefined;
}

/**
 * Reads what is to be judged: a synthesized app (`cdktf.out`), the folder of one of its stacks, a `cdk.tf.json`, or what
 * `terraform show -json` wrote of a plan or a state.
 *
 * @throws InputError when there is nothing that can be judged
 */
export function load(given: string): readonly Loaded[] {
  if (!existsSync(given)) {
    throw new InputError(
      `${given} does not exist`,
      "Name cdktf.out, a cdk.tf.json, or the JSON of a plan or a state.",
    );
  }
  if (!statSync(given).isDirectory()) return [loadFile(given)];
  const files = configurationsIn(given);
  if (files.length > 0) return files.map(loadFile);
  throw new InputError(
    `${given} holds no synthesized stack`,
    "Run cdktf synth, then name cdktf.out; for a plan, name the file that terraform show -json wrote.",
  );
}

function configurationsIn(folder: string): readonly string[] {
  const own = path.join(folder, CONFIGURATION);
  if (existsSync(own)) return [own];
  return [path.join(folder, "stacks"), folder]
    .filter((parent) => existsSync(parent))
    .flatMap((parent) =>
      readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(parent, entry.name, CONFIGURATION)),
    )
    .filter((file) => existsSync(file))
    .sort();
}

function loadFile(file: string): Loaded {
  const bytes = readFile(file, LARGEST_BYTES);
  const json = parse(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (isShown(json)) {
    requireWhole(file, json);
    const evidence = evidenceOfPlan(path.basename(file), json, ALONE);
    return { evidence, file, sha256, framework: undefined, hardening: undefined, unchecked: [] };
  }
  if (Array.isArray(json.resources) && typeof json.version === "number") {
    throw new InputError(
      `${file} is a state in Terraform's own form`,
      "Write it as JSON: terraform show -json > state.json",
    );
  }
  if (!isConfiguration(json)) {
    throw new InputError(
      `${file} is neither a Terraform configuration in JSON nor a plan or a state`,
      "Name a cdk.tf.json, or write the plan with: terraform show -json PLAN > plan.json",
    );
  }
  const folder = path.dirname(path.resolve(file));
  const hardening = readHardeningFile(folder);
  const { unchecked, ...beside } = accompanying(folder, json, hardening);
  const evidence = evidenceOfConfiguration(path.basename(folder), json, beside);
  const framework = new Value("//", json["//"] ?? null).at("metadata.version").literal;
  return {
    evidence,
    file,
    sha256,
    framework: typeof framework === "string" ? framework : undefined,
    hardening,
    unchecked,
  };
}

/** The hosts beside a configuration, each at the construct of its launch template. */
function accompanying(
  folder: string,
  json: Readonly<Record<string, Json>>,
  hardening: HardeningFile | undefined,
): Accompanying & Pick<Loaded, "unchecked"> {
  const configured = evidenceOfConfiguration("", json, ALONE);
  const { hosts, integrity, unchecked } = readHosts(folder, bundlesInUse(configured));
  const placed = hosts.map((host) => {
    const [template] = configured.resources.resolve({ address: host.address, attribute: "" });
    const { cluster, address, files, isComplete } = host;
    return new Host({ cluster, address, files, isComplete, constructPath: template?.constructPath });
  });
  const sources = new Map(Object.entries(hardening?.sources ?? {}));
  return { hosts: placed, integrity, sources, unchecked };
}

function parse(file: string, bytes: Buffer): Readonly<Record<string, Json>> {
  if (bytes.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004"))) {
    throw new InputError(
      `${file} is a plan in Terraform's own form`,
      "Write it as JSON: terraform show -json PLAN > plan.json",
    );
  }
  if (UTF_16.some((mark) => bytes.subarray(0, 2).equals(mark))) {
    throw new InputError(`${file} is written in UTF-16`, "Write it in UTF-8.");
  }
  if (bytes.includes(0)) throw new InputError(`${file} is a binary file`, "Name a file that holds JSON.");
  if (isDeeperThan(bytes, DEEPEST)) {
    throw new InputError(
      `${file} is nested deeper than ${DEEPEST} levels`,
      "Name a file that Terraform or a synthesis wrote.",
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(textOf(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file} is not JSON, or cut off: ${why}`, "Write the file anew.");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError(
      `${file} holds no JSON object`,
      "Name a cdk.tf.json, or the JSON of a plan or a state.",
    );
  }
  return json as Readonly<Record<string, Json>>;
}

/** Whether brackets are nested deeper than so many; those in strings do not count. */
function isDeeperThan(bytes: Buffer, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > most) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

function isConfiguration(json: Readonly<Record<string, Json>>): boolean {
  const blocks = ["resource", "data", "module", "terraform", "provider", "variable", "locals", "output"];
  return blocks.some((key) => typeof json[key] === "object");
}

function isShown(
  json: Readonly<Record<string, Json>>,
): json is Readonly<Record<string, Json>> & ShownByTerraform {
  if (
    !("planned_values" in json) &&
    !("values" in json) &&
    !("format_version" in json && ("terraform_version" in json || Object.keys(json).length === 1))
  ) {
    return false;
  }
  const version = typeof json.format_version === "string" ? json.format_version : "not said";
  if (version.startsWith("1.")) return true;
  throw new InputError(
    `the format of the plan or state is ${version}; 1.x can be read`,
    "Write it with Terraform 1.1 or newer: terraform show -json PLAN > plan.json",
  );
}
