import type { Rule } from "../../engine/rule";
import { keyCannotVanish } from "./key-cannot-vanish";
import { keyPolicyIsTheFrontDoor } from "./key-policy-is-the-front-door";
import { keyTamperingAlarms } from "./key-tampering-alarms";
import { noClearTextSecrets } from "./no-clear-text-secrets";
import { unsealedByRole } from "./unsealed-by-role";

/** Rules about seal and keys. */
export const SEAL_RULES: readonly Rule[] = [
  unsealedByRole,
  noClearTextSecrets,
  keyCannotVanish,
  keyPolicyIsTheFrontDoor,
  keyTamperingAlarms,
];
