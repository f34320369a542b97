import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Attestation } from "../engine/attestation";
import type { NamedRelaxation } from "../engine/named-relaxation";
import type { OrganisationPolicy } from "../engine/organisation-policy";
import type { Waiver } from "../engine/waiver";
import { InputError } from "./input-error";
import { readFile, textOf } from "./read-file";
import { attestationsOf, isObject, policyOf, relaxationsOf, waiversOf } from "./shapes";

/** Name of the file beside a synthesized stack. */
export const HARDENING_FILE = "hardened-vault.json";

/** It has a line for each construct. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** What was accepted, attested and relaxed when a stack was synthesized. */
export interface HardeningFile {
  readonly schemaVersion: 1;
  /** Name of the profile that it passed. */
  readonly profile: string;
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly relaxations: readonly NamedRelaxation[];
  readonly policy: OrganisationPolicy;
  /** Ids of rules that judged it and are not of this library. */
  readonly ownRules: readonly string[];
  /** Line of the user's code that made a construct, by the path of the construct. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Reads the file beside a synthesized stack.
 *
 * @throws InputError when it is there and cannot be read
 */
export function readHardeningFile(stackFolder: string): HardeningFile | undefined {
  const file = path.join(stackFolder, HARDENING_FILE);
  if (!existsSync(file)) return undefined;
  const bytes = readFile(file, LARGEST_BYTES);
  let read: unknown;
  try {
    read = JSON.parse(textOf(bytes));
  } catch {
    // Said below.
  }
  const problems = isObject(read) ? problemsOf(read) : ["it holds no JSON object"];
  if (problems.length === 0) return read as HardeningFile;
  throw new InputError(
    `${file} is not what a synthesis writes: ${problems.join("; ")}`,
    "Synthesize the stack anew.",
  );
}

function problemsOf(read: Readonly<Record<string, unknown>>): readonly string[] {
  const { sources, ownRules } = read;
  return [
    ...(read.schemaVersion === 1 ? [] : ["schemaVersion is 1"]),
    ...(typeof read.profile === "string" ? [] : ["profile is a text"]),
    ...(isObject(sources) && Object.values(sources).every((line) => typeof line === "string")
      ? []
      : ["sources are lines of code by path"]),
    ...(Array.isArray(ownRules) && ownRules.every((id) => typeof id === "string")
      ? []
      : ["ownRules are ids of rules"]),
    ...["waivers", "attestations", "relaxations", "policy"]
      .filter((key) => read[key] === undefined)
      .map((key) => `${key} is missing`),
    ...waiversOf(read.waivers).problems,
    ...attestationsOf(read.attestations).problems,
    ...relaxationsOf(read.relaxations).problems,
    ...policyOf(read.policy).problems,
  ];
}
