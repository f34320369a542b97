import type { Rule } from "../../engine/rule";
import { instanceMetadataByToken } from "./instance-metadata-by-token";
import { leastPrivilegeNodeRole } from "./least-privilege-node-role";

/** Rules about identities of nodes. */
export const IAM_RULES: readonly Rule[] = [leastPrivilegeNodeRole, instanceMetadataByToken];
