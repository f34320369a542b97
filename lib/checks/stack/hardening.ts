import type { Attestation } from "../engine/attestation";
import type { OrganisationPolicy } from "../engine/organisation-policy";
import type { Profile } from "../engine/profile";
import type { Rule } from "../engine/rule";

/** How a stack is judged, with every default put in. */
export interface Hardening {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  readonly attestations: readonly Attestation[];
  readonly policy: OrganisationPolicy;
  readonly clock: () => Date;
}

/** The clock of this machine. */
export const MACHINE_CLOCK = (): Date => new Date();
