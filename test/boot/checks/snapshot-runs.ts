import { until } from "../command";
import type { Node } from "../group";
import type { Lab } from "../lab";
import { requireEqual } from "./session";

/** The unit that takes a snapshot. */
export const SNAPSHOT_SERVICE = "hardened-vault-snapshot.service";

/** Bucket of the snapshots. */
export function snapshotBucket(lab: Lab): string {
  return lab.facts().SNAPSHOT_BUCKET ?? "";
}

/** Keys of the snapshots that are stored, oldest first. */
export async function snapshots(lab: Lab): Promise<readonly string[]> {
  return [...(await lab.cloud.objects(snapshotBucket(lab), `${lab.group.name}/`))].sort();
}

/** Runs something, and returns the keys of what was stored meanwhile. */
export async function storedDuring(lab: Lab, action: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await snapshots(lab);
  await action();
  return (await snapshots(lab)).filter((key) => !before.includes(key));
}

/** Runs the unit on every node, one after the other; one that fails ends it. */
export async function takeOnEveryNode(lab: Lab): Promise<void> {
  for (const { machine } of lab.group.nodes) {
    await machine.run(["systemctl", "start", SNAPSHOT_SERVICE], { limit: 300 });
  }
}

/** A property of the unit on a node. */
export async function property({ machine }: Node, name: string): Promise<string> {
  return (await machine.run(["systemctl", "show", SNAPSHOT_SERVICE, `--property=${name}`, "--value"])).trim();
}

/** What the unit wrote on a node when it ran last. */
export async function journal(node: Node): Promise<string> {
  const run = await property(node, "InvocationID");
  return node.machine.run(["journalctl", "--no-pager", "--output=cat", `_SYSTEMD_INVOCATION_ID=${run}`]);
}

/** The snapshot that a node stored when the unit ran last. */
export async function stored(node: Node): Promise<{ readonly key: string; readonly bytes: number }> {
  const text = await journal(node);
  const [, key = "", bytes = ""] = /snapshot (\S+): (\d+) bytes in \d+ seconds/.exec(text) ?? [];
  if (key === "") throw new Error(`${node.name} stored none: ${text}`);
  return { key, bytes: Number(bytes) };
}

/** Fails when a snapshot, or a part of one, is on the disk of a node. */
export async function requireNoneLeft(nodes: readonly Node[]): Promise<void> {
  for (const { name, machine } of nodes) {
    const found = await machine.sh(
      "find /var/lib/vault/snapshot -type f; find / -xdev -name '*.snap'; find /var/lib/vault /run /tmp /var/tmp -name '*.snap'",
    );
    if (found.trim() !== "") throw new Error(`left on ${name}: ${found}`);
  }
}

/** Lets the timers elapse once, all at the same moment. */
export async function letTimersRun(lab: Lab): Promise<void> {
  const timer = "hardened-vault-snapshot.timer";
  const place = `/run/systemd/system/${timer}.d`;
  const at = new Date(Date.now() + 8000).toISOString().slice(0, 19).replace("T", " ");
  const ended = (node: Node) => property(node, "ExecMainExitTimestampMonotonic");
  const before = new Map<Node, string>();
  try {
    for (const node of lab.group.nodes) {
      before.set(node, await ended(node));
      const settings = `[Timer]\nOnCalendar=\nOnCalendar=${at} UTC\nRandomizedDelaySec=0\nAccuracySec=100ms\n`;
      await node.machine.sh(
        `systemctl is-enabled --quiet ${timer} && systemctl is-active --quiet ${timer} && mkdir -p ${place} && cat >${place}/due.conf && systemctl daemon-reload && systemctl restart ${timer}`,
        { input: settings },
      );
    }
    for (const node of lab.group.nodes) {
      await until(`the timer of ${node.name} has run its service`, 120, async () => {
        const now = await ended(node);
        // While it runs it has not ended.
        return (now !== "0" && now !== before.get(node)) || undefined;
      });
      requireEqual(`end of ${SNAPSHOT_SERVICE} on ${node.name}`, await property(node, "Result"), "success");
    }
  } finally {
    for (const { machine } of lab.group.nodes) {
      await machine.sh(`rm -rf ${place} && systemctl daemon-reload && systemctl restart ${timer}`);
    }
  }
}
