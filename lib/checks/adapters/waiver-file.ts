import { createHash } from "node:crypto";
import type { Attestation } from "../engine/attestation";
import { type OrganisationPolicy, policyProblems } from "../engine/organisation-policy";
import type { Rule } from "../engine/rule";
import { type Waiver, waiverProblems } from "../engine/waiver";
import { InputError } from "./input-error";
import { readFile, textOf } from "./read-file";
import { attestationsOf, isObject, policyOf, unknownKeys, waiversOf } from "./shapes";

/** What is accepted and attested of stacks that were not made by this library. */
export interface WaiverFile {
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly policy: OrganisationPolicy;
}

/** Thousands of waivers. */
const LARGEST_BYTES = 4 * 1024 * 1024;
const SHAPE = { needed: [], optional: ["waivers", "attestations", "policy"] };

/**
 * Reads a file with waivers, in JSON: `{ "waivers": [...], "attestations": [...], "policy": {...} }`. Whether a waiver is
 * needed, and whether it is over, is found out when something is judged.
 *
 * @param rules rules that may be waived or attested
 * @param reserved ids that a policy may name before there is a rule
 * @throws InputError with everything that is wrong
 */
export function readWaiverFile(
  file: string,
  rules: readonly Rule[],
  reserved: readonly string[],
): WaiverFile {
  const bytes = readBytes(file);
  const json = parse(file, bytes);
  if (!isObject(json)) throw invalid(file, ["it holds no JSON object"]);
  const waivers = waiversOf(json.waivers);
  const attestations = attestationsOf(json.attestations);
  const policy = policyOf(json.policy);
  const ids = [...rules.map(({ id }) => id), ...reserved];
  const problems = [
    ...unknownKeys("the file", json, SHAPE),
    ...waivers.problems,
    ...(Array.isArray(json.waivers) ? json.waivers : []).flatMap((waiver, index) =>
      isObject(waiver)
        ? waiverProblems(waiver, rules, policy.value).map((problem) => `waivers[${index}]: ${problem}`)
        : [],
    ),
    ...attestations.problems,
    ...policy.problems,
    ...(policy.problems.length > 0 ? [] : policyProblems(policy.value, ids)),
  ];
  if (problems.length > 0) throw invalid(file, problems);
  return {
    file,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    waivers: waivers.value,
    attestations: attestations.value,
    policy: policy.value,
  };
}

function readBytes(file: string): Buffer {
  try {
    return readFile(file, LARGEST_BYTES);
  } catch (error) {
    throw invalid(file, [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function parse(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    throw invalid(file, [`it is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function invalid(file: string, problems: readonly string[]): InputError {
  const lines = problems.map((problem) => `\n  - ${problem}`).join("");
  return new InputError(
    `the waiver file ${file} is not valid:${lines}`,
    "Mend the file: nothing was judged.",
  );
}
