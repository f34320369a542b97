import type { MutationMap } from "../entry";
import { AUDIT_INSIDE } from "./audit";
import { ENGINES } from "./engines";
import { LIMITS } from "./limits";
import { LOGINS } from "./logins";
import { POLICIES } from "./policies";
import { TOOLCHAIN } from "./toolchain";

/** The maps of all parts of the stack that configures Vault from inside. */
export const MAPS_INSIDE: readonly MutationMap[] = [
  AUDIT_INSIDE,
  POLICIES,
  LOGINS,
  LIMITS,
  ENGINES,
  TOOLCHAIN,
];
