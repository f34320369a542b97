import { randomBytes } from "node:crypto";
import type { Lab } from "../lab";
import { successor } from "./failures";
import { untilVoters } from "./first-boot";
import { activeNode, requireEqual, type Session, WRITTEN } from "./session";
import { snapshotFaultChecks } from "./snapshot-faults";
import {
  letTimersRun,
  property,
  requireNoneLeft,
  snapshotBucket,
  snapshots,
  stored,
  storedDuring,
  takeOnEveryNode,
} from "./snapshot-runs";

/** Values of {@link BALLAST_BYTES} random bytes, so that a snapshot is larger than what sockets hold. */
const BALLAST = 24;
const BALLAST_BYTES = 512 * 1024;

const DAY = 86_400_000;

/** Snapshots as the timer takes them, the lock that keeps them, and what goes wrong. */
export async function snapshotChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  await results.check("something worth a snapshot is written", async () => {
    for (let number = 0; number < BALLAST; number += 1) {
      const value = randomBytes(BALLAST_BYTES).toString("base64");
      await root.must("PUT", `${WRITTEN}/ballast/${number}`, { value });
    }
  });
  await results.see(
    "the timer of every node is due: the leader alone stores a snapshot, looked through; nothing is left",
    async () => {
      const leader = await activeNode(lab);
      const made = await storedDuring(lab, () => letTimersRun(lab));
      const { key, bytes } = await stored(leader);
      requireEqual("snapshots", made, [key]);
      const [began, ended] = await Promise.all([
        property(leader, "ExecMainStartTimestampMonotonic"),
        property(leader, "ExecMainExitTimestampMonotonic"),
      ]);
      results.measured("one snapshot, from the timer to stored", (Number(ended) - Number(began)) / 1e6);
      results.sized("that snapshot", bytes);
      if (bytes < BALLAST * BALLAST_BYTES) throw new Error("it is smaller than its content");
      await requireNoneLeft(lab.group.nodes);
    },
  );
  await results.see(
    "the leader changes: the new one stores the next, the old one leaves it to it",
    async () => {
      const old = await activeNode(lab);
      await old.machine.run(["systemctl", "kill", "--signal=KILL", "vault.service"]);
      await successor(session, old);
      await untilVoters(root, 3);
      const leader = await activeNode(lab);
      const made = await storedDuring(lab, () => takeOnEveryNode(lab));
      requireEqual("snapshots", made, [(await stored(leader)).key]);
      if (!made[0]?.includes(leader.instance.id))
        throw new Error(`${made[0]} is not of ${leader.instance.id}`);
      await requireNoneLeft(lab.group.nodes);
    },
  );
  await lockChecks(session);
  await snapshotFaultChecks(session);
}

/** A stored snapshot stays what and where it is. */
async function lockChecks({ lab, results }: Session): Promise<void> {
  const bucket = snapshotBucket(lab);
  const key = (await snapshots(lab)).at(-1) ?? "";
  const version = await lab.cloud.onlyVersion(bucket, key);
  const leader = await activeNode(lab);
  const object = ["--bucket", bucket, "--key", key];
  const one = [...object, "--version-id", version];
  const soon = new Date(Date.now() + 60_000).toISOString();
  const tries: Readonly<Record<string, readonly string[]>> = {
    "reads it": ["get-object", ...one, "/dev/null"],
    "deletes it": ["delete-object", ...object],
    "deletes the version": ["delete-object", ...one],
    "deletes the version past a lock": ["delete-object", ...one, "--bypass-governance-retention"],
    "shortens its lock": [
      "put-object-retention",
      ...one,
      "--bypass-governance-retention",
      "--retention",
      `Mode=GOVERNANCE,RetainUntilDate=${soon}`,
    ],
    "changes its legal hold": ["put-object-legal-hold", ...one, "--legal-hold", "Status=OFF"],
  };
  await results.see("the node that stored a snapshot neither reads, deletes nor unlocks it", async () => {
    for (const [what, args] of Object.entries(tries)) {
      const { code, err } = await leader.machine.try([
        "aws",
        "s3api",
        "--region",
        lab.network.region,
        ...args,
      ]);
      if (code === 0 || !/AccessDenied|not authorized/.test(err)) throw new Error(`it ${what}: ${err}`);
    }
  });
  await results.see("its lock is the one that was chosen, and holds against the account's root", async () => {
    const past = { "X-Amz-Bypass-Governance-Retention": "true" };
    const { text } = await lab.cloud.objectCall("GET", `${bucket}/${key}?retention&versionId=${version}`);
    const [, mode] = /<Mode>(\w+)</.exec(text) ?? [];
    const [, date = ""] = /<RetainUntilDate>([^<]+)</.exec(text) ?? [];
    requireEqual("mode and days", [mode, Math.round((Date.parse(date) - Date.now()) / DAY)], lockOf(lab));
    const deletion = await lab.cloud.objectCall("DELETE", `${bucket}/${key}?versionId=${version}`, past);
    requireEqual("the version is deleted", deletion.status, 403);
    const shorter = await lab.cloud.objectCall(
      "PUT",
      `${bucket}/${key}?retention&versionId=${version}`,
      past,
      Buffer.from(
        `<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Mode>COMPLIANCE</Mode><RetainUntilDate>${soon}</RetainUntilDate></Retention>`,
      ),
    );
    requireEqual("the lock is shortened", shorter.status, 403);
    // The same call where nothing is locked, so that it is the lock that refused.
    const { LIFE_BUCKET = "" } = lab.facts();
    await lab.cloud.putObject(LIFE_BUCKET, "boot-test-unlocked", Buffer.from("nothing"));
    const free = await lab.cloud.onlyVersion(LIFE_BUCKET, "boot-test-unlocked");
    const control = await lab.cloud.objectCall(
      "DELETE",
      `${LIFE_BUCKET}/boot-test-unlocked?versionId=${free}`,
      past,
    );
    requireEqual("what is not locked is deleted", control.status, 204);
  });
  await results.see("a deletion by mistake hides it, and taking the marker away brings it back", async () => {
    await lab.cloud.deleteObject(bucket, key);
    requireEqual("it is hidden", (await snapshots(lab)).includes(key), false);
    await lab.cloud.bringBack(bucket, key);
    requireEqual("it is back", (await snapshots(lab)).includes(key), true);
    requireEqual("its version", await lab.cloud.onlyVersion(bucket, key), version);
  });
}

/** Mode and days of the applied lock of the snapshots. */
function lockOf(lab: Lab): readonly [string, number] {
  const found = lab.deployment
    .resources()
    .find(
      ({ type, values }) =>
        type === "aws_s3_bucket_object_lock_configuration" && values.bucket === snapshotBucket(lab),
    );
  const [rule] = (found?.values.rule ?? []) as readonly {
    readonly default_retention: readonly { readonly mode: string; readonly days: number }[];
  }[];
  const [retention] = rule?.default_retention ?? [];
  if (retention === undefined) throw new Error("the applied bucket of snapshots has no lock");
  return [retention.mode, retention.days];
}
