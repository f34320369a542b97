import { until } from "../command";
import type { Node } from "../group";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { snapshotBucket } from "./snapshot-runs";

/** The page whose commands restore. */
const PAGE = "restore-in-anger";

/** Role of who restores. */
export const RESTORER = "boot-test-restorer";

/** Makes the role of who restores, with the rights that the page asks for and no other. */
export async function employRestorer(lab: Lab): Promise<void> {
  const buckets = lab.deployment
    .resources()
    .filter(({ type, values }) => type === "aws_s3_bucket" && /-snapshots-/.test(String(values.bucket)))
    .map(({ values }) => String(values.bucket));
  await lab.workstation.employ(
    RESTORER,
    buckets.flatMap((bucket) => [
      { actions: ["s3:ListBucket"], resource: `arn:aws:s3:::${bucket}` },
      { actions: ["s3:GetObject"], resource: `arn:aws:s3:::${bucket}/*` },
      {
        actions: ["kms:Decrypt"],
        resource: "*",
        condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
      },
    ]),
  );
}

/** Waits until a new node has found COMMITTED and nobody to join. */
export async function untilWaiting(lab: Lab, node: Node): Promise<void> {
  await until(`${node.name} waits for a cluster`, 240, async () => {
    if (!node.machine.saidOnConsole().includes("state joining")) return undefined;
    return (await lab.balancer.health(node, "/v1/sys/health")) === 501 || undefined;
  });
}

/** Where a snapshot is taken from. */
export interface Chosen {
  /** @default - the bucket of the snapshots */
  readonly bucket?: string;
  /** Region of the bucket. @default - that of the cluster */
  readonly region?: string;
  /** Its key. @default - that of the newest */
  readonly key?: string;
}

/**
 * Chooses a snapshot at the workstation, as the page says.
 *
 * @returns the lines that are pasted on a node
 */
export function choose(
  lab: Lab,
  { bucket = snapshotBucket(lab), region, key }: Chosen = {},
): Promise<string> {
  return lab.workstation.run({
    role: RESTORER,
    region,
    variables: { BUCKET: bucket, CLUSTER: lab.group.name, ...(key === undefined ? {} : { KEY: key }) },
    commands: commandsOf(PAGE, "Choose a snapshot"),
  });
}

/** The commands that fetch what was chosen on a node, in one shell with what comes after them. */
export function fetching(lines: string): string {
  return [lines, commandsOf(PAGE, "Fetch it on one node")].join("\n");
}

/** Does what the page says on a node, with what its reader would copy from one step to the next. */
export async function restore(lab: Lab, { machine }: Node, chosen: Chosen = {}): Promise<void> {
  const lines = await choose(lab, chosen);
  await machine.sh([fetching(lines), commandsOf(PAGE, "Restore it")].join("\n"), { limit: 300 });
}
