import type { Rule } from "../../engine/rule";
import { accountOfItsOwn } from "./account-of-its-own";
import { amazonTime } from "./amazon-time";
import { noCoreDumps } from "./no-core-dumps";
import { noHistory } from "./no-history";
import { noSwap } from "./no-swap";
import { ownedByRoot } from "./owned-by-root";
import { replacedNotPatched } from "./replaced-not-patched";
import { sandboxedUnit } from "./sandboxed-unit";
import { singleTenancy } from "./single-tenancy";
import { volumesApart } from "./volumes-apart";

/** Rules about the machines. */
export const HOST_RULES: readonly Rule[] = [
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
];
