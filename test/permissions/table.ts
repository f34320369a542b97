import type { ExampleName } from "../support/synthesized-examples";
import type { Deployment } from "./deployment";
import { DRILL } from "./table/drill";
import { ENDPOINTS } from "./table/endpoints";
import { LIFE } from "./table/life";
import { NODE_MUST_NOT, NODE_NEEDS } from "./table/node";
import { OTHERS } from "./table/others";
import { SNAPSHOTS } from "./table/snapshots";
import { type Trial, trialsOf } from "./trial";

/** Every call that is tried. */
const TRIALS: readonly Trial[] = trialsOf([
  ...NODE_NEEDS,
  ...NODE_MUST_NOT,
  ...LIFE,
  ...SNAPSHOTS,
  ...DRILL,
  ...OTHERS,
  ...ENDPOINTS,
]);

/** What a stack does not have, so that nothing can be tried on it. Whatever else is missing is a mistake. */
const ABSENT: Readonly<Record<ExampleName, readonly string[]>> = {
  minimal: [
    "authority",
    "bucket:snapshot-copies",
    "group:drill",
    "key-events",
    "key:seal-replica",
    "key:snapshot-copies",
    "log-group:drill",
    "object:drill-bundle",
    "object:snapshot-copy",
    "restore-drill",
    "role:key-events",
    "role:restore-drill",
    "role:snapshot-copies",
    "snapshot-copies",
  ],
  production: ["secret:certificate"],
};

/**
 * The trials of a deployed example.
 *
 * @throws when a name of the table is missing that the example should have, or is there although it should not be
 */
export function trialsFor(example: ExampleName, { principals, targets }: Deployment): readonly Trial[] {
  const isMissing = ({ principal, resource }: Trial) => [
    ...(principals[principal] === undefined ? [principal] : []),
    ...(targets[resource] === undefined ? [resource] : []),
  ];
  const missing = [...new Set(TRIALS.flatMap(isMissing))].sort();
  if (missing.join() !== ABSENT[example].join())
    throw new Error(
      `${example} should be without ${ABSENT[example].join(", ")}, and is without ${missing.join(", ")}`,
    );
  return TRIALS.filter((trial) => isMissing(trial).length === 0);
}
