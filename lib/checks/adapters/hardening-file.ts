import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Attestation } from "../engine/attestation";
import type { NamedRelaxation } from "../engine/named-relaxation";
import type { OrganisationPolicy, Waiver } from "../engine/waiver";
import { InputError } from "./input-error";

/** Name of the file beside a synthesized stack. */
export const HARDENING_FILE = "hardened-vault.json";

/** What was accepted, attested and relaxed when a stack was synthesized. */
export interface HardeningFile {
  readonly schemaVersion: 1;
  /** Name of the profile that it passed. */
  readonly profile: string;
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly relaxations: readonly NamedRelaxation[];
  readonly policy: OrganisationPolicy;
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
  try {
    const read = JSON.parse(readFileSync(file, "utf8")) as Partial<HardeningFile>;
    if (read.schemaVersion === 1) {
      const {
        waivers = [],
        attestations = [],
        relaxations = [],
        policy = {},
        sources = {},
        profile = "",
      } = read;
      return { schemaVersion: 1, profile, waivers, attestations, relaxations, policy, sources };
    }
  } catch {
    // Said below.
  }
  throw new InputError(`${file} is not what a synthesis writes`, "Synthesize the stack anew.");
}
