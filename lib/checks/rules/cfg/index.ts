import type { Rule } from "../../engine/rule";
import { clientAddressReal } from "./client-address-real";
import { configurationDeterministic } from "./configuration-deterministic";
import { lockoutOn } from "./lockout-on";
import { mlockDecided } from "./mlock-decided";
import { noDebugEndpoints } from "./no-debug-endpoints";
import { nothingUnauthenticated } from "./nothing-unauthenticated";
import { pluginsContained } from "./plugins-contained";
import { quorumAndHealing } from "./quorum-and-healing";
import { raftStorage } from "./raft-storage";
import { requestsBounded } from "./requests-bounded";
import { saneServerLog } from "./sane-server-log";
import { shortLeases } from "./short-leases";
import { smallSurface } from "./small-surface";

/** Rules about Vault's configuration. */
export const CFG_RULES: readonly Rule[] = [
  mlockDecided,
  noDebugEndpoints,
  nothingUnauthenticated,
  requestsBounded,
  smallSurface,
  clientAddressReal,
  pluginsContained,
  saneServerLog,
  configurationDeterministic,
  shortLeases,
  lockoutOn,
  raftStorage,
  quorumAndHealing,
];
