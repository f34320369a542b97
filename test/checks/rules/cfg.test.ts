import { describeRule } from "../support/describe-rule";
import { cases as lockoutOn } from "./cfg/lockout-on";
import { cases as mlockDecided } from "./cfg/mlock-decided";
import { cases as noDebugEndpoints } from "./cfg/no-debug-endpoints";
import { cases as nothingUnauthenticated } from "./cfg/nothing-unauthenticated";
import { cases as requestsBounded } from "./cfg/requests-bounded";
import { cases as shortLeases } from "./cfg/short-leases";
import { cases as smallSurface } from "./cfg/small-surface";

for (const cases of [
  mlockDecided,
  noDebugEndpoints,
  nothingUnauthenticated,
  requestsBounded,
  smallSurface,
  shortLeases,
  lockoutOn,
]) {
  describeRule(cases);
}
