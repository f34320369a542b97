import type { Limits } from "../engine/limits";
import type { Profile } from "../engine/profile";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const LIMITS: Limits = {
  keyDeletionDays: 30,
  defaultLeaseSeconds: 24 * HOUR,
  maxLeaseSeconds: 72 * HOUR,
  lockoutThreshold: 5,
  lockoutSeconds: 15 * MINUTE,
  lockoutResetSeconds: 15 * MINUTE,
  logRetentionDays: 365,
  snapshotSeconds: 24 * HOUR,
  snapshotLockDays: 30,
  tlsFloor: "tls12",
  releaseDataDays: 90,
};

const ADVISORY: Profile = {
  name: "advisory",
  description: "Reports everything and stops nothing; to begin with.",
  failing: [],
  unknownFails: false,
  limits: LIMITS,
};

const STANDARD: Profile = {
  name: "standard",
  description: "Errors stop the deployment, warnings are reported. The default.",
  failing: ["error"],
  unknownFails: false,
  limits: LIMITS,
};

const STRICT: Profile = {
  name: "strict",
  description: "Warnings stop the deployment, and so does what cannot be known.",
  failing: ["error", "warning"],
  unknownFails: true,
  limits: { ...LIMITS, snapshotSeconds: 6 * HOUR, tlsFloor: "tls13" },
};

const PCI: Profile = {
  name: "pci",
  description: "Strict, with the lockout of PCI DSS 4.0.1, 8.3.4.",
  failing: ["error", "warning"],
  unknownFails: true,
  limits: { ...STRICT.limits, lockoutSeconds: 30 * MINUTE },
};

/** The profiles, from lenient to strict. */
export const PROFILES: readonly Profile[] = [ADVISORY, STANDARD, STRICT, PCI];
/** What judges where nothing else is said. */
export const DEFAULT_PROFILE: Profile = STANDARD;

/** The profile of a name. */
export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}
