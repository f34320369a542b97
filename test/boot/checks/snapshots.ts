import { activeNode, requireEqual, type Session } from "./session";

/** The snapshot that the timer would take, on every node: the leader alone stores one, and it is whole. */
export async function snapshotChecks({ lab, results }: Session): Promise<void> {
  const { SNAPSHOT_BUCKET = "" } = lab.facts();
  await results.see(
    "a snapshot of the leader, looked through and stored; the others leave it to it",
    async () => {
      const prefix = `${lab.group.name}/`;
      const before = await lab.cloud.objects(SNAPSHOT_BUCKET, prefix);
      const leader = await activeNode(lab);
      for (const { machine } of lab.group.nodes) {
        await machine.run(["systemctl", "start", "hardened-vault-snapshot.service"], { limit: 300 });
      }
      const after = await lab.cloud.objects(SNAPSHOT_BUCKET, prefix);
      const made = after.filter((key) => !before.includes(key));
      requireEqual("snapshots", made.length, 1);
      if (made[0]?.includes(leader.instance.id) !== true) throw new Error(`${made[0]} is not the leader's`);
      const left = await leader.machine.sh("find /var/lib/vault/snapshot -type f");
      requireEqual("files left on the node", left.trim(), "");
    },
  );
}
