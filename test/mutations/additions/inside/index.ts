import type { Mutation } from "../../mutation";
import { DEVICES } from "./devices";
import { ENGINES_BESIDE } from "./engines";
import { LIMITS_BESIDE } from "./limits";
import { WAYS_IN } from "./logins";
import { OVERRIDES_INSIDE } from "./overrides";
import { PAST_TYPES } from "./paths";
import { POLICIES_BESIDE } from "./policies";
import { SECRETS_BESIDE } from "./secrets";
import { TERRAFORM_INSIDE } from "./terraform";

/** What weakens the inside of Vault by standing beside what is said, or through its constructs. */
export const ADDITIONS_INSIDE: readonly Mutation[] = [
  ...DEVICES,
  ...POLICIES_BESIDE,
  ...WAYS_IN,
  ...LIMITS_BESIDE,
  ...PAST_TYPES,
  ...OVERRIDES_INSIDE,
  ...TERRAFORM_INSIDE,
  ...ENGINES_BESIDE,
  ...SECRETS_BESIDE,
];
