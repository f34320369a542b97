import type { Attestation } from "../engine/attestation";
import type { Profile } from "../engine/profile";
import type { Rule } from "../engine/rule";
import type { OrganisationPolicy } from "../engine/waiver";

/** How a stack is judged, with every default put in. */
export interface Hardening {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  readonly attestations: readonly Attestation[];
  readonly policy: OrganisationPolicy;
  readonly clock: () => Date;
}
