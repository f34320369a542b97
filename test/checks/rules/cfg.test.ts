import { describeRule } from "../support/describe-rule";
import { cases as clientAddressReal } from "./cfg/client-address-real";
import { cases as configurationDeterministic } from "./cfg/configuration-deterministic";
import { cases as lockoutOn } from "./cfg/lockout-on";
import { cases as mlockDecided } from "./cfg/mlock-decided";
import { cases as noDebugEndpoints } from "./cfg/no-debug-endpoints";
import { cases as nothingUnauthenticated } from "./cfg/nothing-unauthenticated";
import { cases as pluginsContained } from "./cfg/plugins-contained";
import { cases as quorumAndHealing } from "./cfg/quorum-and-healing";
import { cases as raftStorage } from "./cfg/raft-storage";
import { cases as requestsBounded } from "./cfg/requests-bounded";
import { cases as saneServerLog } from "./cfg/sane-server-log";
import { cases as shortLeases } from "./cfg/short-leases";
import { cases as smallSurface } from "./cfg/small-surface";

for (const cases of [
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
]) {
  describeRule(cases);
}
