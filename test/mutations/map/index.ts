import { ACCOUNTS } from "./accounts";
import { COMMON } from "./common";
import { DRILL } from "./drill";
import { DRILL_MACHINE } from "./drill-machine";
import type { MutationMap } from "./entry";
import { FIREWALL } from "./firewall";
import { FIRST_BOOT } from "./first-boot";
import { HISTORY } from "./history";
import { IDENTITY } from "./identity";
import { KERNEL } from "./kernel";
import { KEYS } from "./keys";
import { LOAD_BALANCER } from "./load-balancer";
import { LOGGING } from "./logging";
import { NETWORK } from "./network";
import { NODES } from "./nodes";
import { PROGRAMS } from "./programs";
import { SERVER } from "./server";
import { SNAPSHOTS } from "./snapshots";
import { STEPS_OF_A_NODE } from "./steps";
import { STORAGE } from "./storage";
import { UNIT_OF_VAULT } from "./unit";

/** The maps of all parts of the production example. */
export const MAPS: readonly MutationMap[] = [
  COMMON,
  KEYS,
  IDENTITY,
  NETWORK,
  LOAD_BALANCER,
  NODES,
  STORAGE,
  SNAPSHOTS,
  DRILL,
  DRILL_MACHINE,
  SERVER,
  UNIT_OF_VAULT,
  FIREWALL,
  KERNEL,
  LOGGING,
  ACCOUNTS,
  HISTORY,
  STEPS_OF_A_NODE,
  PROGRAMS,
  FIRST_BOOT,
];
