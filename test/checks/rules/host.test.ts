import { describeRule } from "../support/describe-rule";
import { cases as accountOfItsOwn } from "./host/account-of-its-own";
import { cases as amazonTime } from "./host/amazon-time";
import { cases as noCoreDumps } from "./host/no-core-dumps";
import { cases as noHistory } from "./host/no-history";
import { cases as noSwap } from "./host/no-swap";
import { cases as ownedByRoot } from "./host/owned-by-root";
import { cases as replacedNotPatched } from "./host/replaced-not-patched";
import { cases as sandboxedUnit } from "./host/sandboxed-unit";
import { cases as singleTenancy } from "./host/single-tenancy";
import { cases as volumesApart } from "./host/volumes-apart";

for (const cases of [
  accountOfItsOwn,
  noCoreDumps,
  noSwap,
  sandboxedUnit,
  ownedByRoot,
  singleTenancy,
  noHistory,
  amazonTime,
  volumesApart,
  replacedNotPatched,
]) {
  describeRule(cases);
}
