import type { Attestation } from "../engine/attestation";
import type { Relaxation } from "../engine/relaxation";
import type { OrganisationPolicy, Waiver } from "../engine/waiver";

/** Name of the file beside a synthesized stack. */
export const HARDENING_FILE = "hardened-vault.json";

/** What was accepted, attested and relaxed when a stack was synthesized. */
export interface HardeningFile {
  readonly schemaVersion: 1;
  /** Name of the profile that it passed. */
  readonly profile: string;
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly relaxations: readonly Relaxation[];
  readonly policy: OrganisationPolicy;
  /** Line of the user's code that made a construct, by the path of the construct. */
  readonly sources: Readonly<Record<string, string>>;
}
