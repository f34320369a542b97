import { metricsNamespace } from "../../../lib/compute/node-role";
import { SNAPSHOT_METRICS } from "../../../lib/snapshots/snapshot-metrics";
import { until } from "../command";
import type { Node } from "../group";
import type { Lab } from "../lab";
import { successor } from "./failures";
import { untilVoters } from "./first-boot";
import { activeNode, requireEqual, type Session } from "./session";
import {
  journal,
  letTimersRun,
  property,
  requireNoneLeft,
  SNAPSHOT_SERVICE,
  stored,
  storedDuring,
  takeOnEveryNode,
} from "./snapshot-runs";

const PLACE = "/var/lib/vault/snapshot";

/** Ways in which the disk has too little room: how it is made so, and what is said. */
const FULL: Readonly<Record<string, readonly [make: string, says: string]>> = {
  "is too full for a snapshot": [`mount -t tmpfs -o size=4m tmpfs ${PLACE} && head -c 3m /dev/zero >${PLACE}/filler`, "the volume of the Raft data has too little room"],
  "fills while one is saved": [`mount -t tmpfs -o size=4m tmpfs ${PLACE}`, "it could not be saved"],
}; // biome-ignore format: one line each

/** Snapshots that cannot be: each says why, is reported, and leaves neither a file on a node nor a part of one in S3. */
export async function snapshotFaultChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  for (const [what, [make, says]] of Object.entries(FULL)) {
    await results.see(`the volume ${what}: a clear failure, reported, nothing left`, async () => {
      const leader = await activeNode(lab);
      await leader.machine.sh(make);
      try {
        await requireFailure(lab, leader, says);
        await leader.machine.sh(`rm -f ${PLACE}/filler`);
        await requireNoneLeft([leader]);
      } finally {
        await leader.machine.sh(`umount ${PLACE}`);
      }
    });
  }
  await results.see("S3 refuses the upload: a clear failure, reported, nothing left", async () => {
    const leader = await activeNode(lab);
    lab.edge.fail({ service: "s3", kind: "deny", source: leader.address });
    try {
      await requireFailure(lab, leader, "S3 did not take it");
    } finally {
      lab.edge.fail();
    }
    await requireNoneLeft(lab.group.nodes);
  });
  await results.see("an upload that is cut off is made again, whole", async () => {
    const leader = await activeNode(lab);
    const calls = lab.edge.calls().length;
    const made = await storedDuring(lab, async () => {
      lab.edge.fail({ service: "s3", kind: "reset", source: leader.address });
      const taking = leader.machine.run(["systemctl", "start", SNAPSHOT_SERVICE], { limit: 300 });
      await until("an upload is cut off", 60, async () => {
        const cut = lab.edge.calls().slice(calls);
        return cut.some(({ service, fault }) => service === "s3" && fault === "reset") || undefined;
      }).finally(() => lab.edge.fail());
      await taking;
    });
    requireEqual("snapshots", made, [(await stored(leader)).key]);
    await requireNoneLeft(lab.group.nodes);
  });
  await results.see(
    "KMS is away: Vault cannot seal the sum of a snapshot, and what it saves is not taken",
    async () => {
      const leader = await activeNode(lab);
      lab.edge.fail({ service: "kms", kind: "reset" });
      try {
        await requireFailure(lab, leader, "what was saved is damaged");
      } finally {
        lab.edge.fail();
      }
      await requireNoneLeft([leader]);
    },
  );
  await results.see(
    "the leader is lost while it saves: it leaves it to the next one, and nothing of it is left",
    async () => {
      const old = await activeNode(lab);
      const made = await storedDuring(lab, () => whileSaving(old, () => loseLead(session, old)));
      requireEqual("snapshots", made, []);
      requireEqual("how it ended", await property(old, "Result"), "success");
      if (!(await journal(old)).includes("this node lost the lead meanwhile"))
        throw new Error(await journal(old));
      await requireNoneLeft(lab.group.nodes);
      await untilVoters(root, 3);
      const leader = await activeNode(lab);
      requireEqual("the next one's", await storedDuring(lab, () => takeOnEveryNode(lab)), [
        (await stored(leader)).key,
      ]);
    },
  );
  await results.see(
    "the leader's machine loses power while it saves: nothing of it is left, and the next leader's timer stores one",
    async () => {
      const old = await activeNode(lab);
      requireEqual("snapshots", await storedDuring(lab, () => loseMachine(session, old)), []);
      const made = await storedDuring(lab, () => letTimersRun(lab));
      const leader = await activeNode(lab);
      requireEqual("the next one's", made, [(await stored(leader)).key]);
      if (leader === old) throw new Error("the machine that was lost leads again");
      await requireNoneLeft(lab.group.nodes);
    },
  );
}

/** The machine is gone in the middle of it, so nothing of the program gets a chance to tidy up. */
async function loseMachine(session: Session, old: Node): Promise<void> {
  const { lab, root } = session;
  await whileSaving(old, async () => {
    await old.machine.powerOff();
    await successor(session, old);
    await old.machine.boot();
    await until("the machine is back", 120, async () => {
      return (await lab.balancer.health(old)) === 200 || undefined;
    });
  });
  await until("nothing of it is left", 30, async () => {
    await requireNoneLeft(lab.group.nodes);
    return true;
  });
  await untilVoters(root, 3);
}

async function loseLead(session: Session, leader: Node): Promise<void> {
  await leader.machine.run(["systemctl", "kill", "--signal=KILL", "vault.service"]);
  await successor(session, leader);
}

/** Does something while a node saves a snapshot, slowly, and waits until its unit has ended. */
async function whileSaving(node: Node, action: () => Promise<void>): Promise<void> {
  const { machine } = node;
  const place = `/run/systemd/system/${SNAPSHOT_SERVICE}.d`;
  await machine.sh(
    `mkdir -p ${place} /run/boot-test && echo 'limit-rate = 500k' >/run/boot-test/.curlrc && chmod -R a+rX /run/boot-test && printf '[Service]\\nEnvironment=CURL_HOME=/run/boot-test\\n' >${place}/slow.conf && systemctl daemon-reload`,
  );
  try {
    await machine.run(["systemctl", "start", "--no-block", SNAPSHOT_SERVICE]);
    await until(
      "it saves",
      30,
      async () => Number(await machine.sh(`stat -c %s ${PLACE}/vault.snap`)) > 1e6 || undefined,
      100,
    );
    await action();
    await until("its unit has ended", 120, async () => {
      return (await property(node, "ActiveState")) === "inactive" || undefined;
    });
  } finally {
    await machine.sh(`rm -rf ${place} /run/boot-test && systemctl daemon-reload`);
  }
}

/** Runs the unit on a node: it must fail, say why, report it and store nothing. */
async function requireFailure(lab: Lab, node: Node, says: string): Promise<void> {
  const namespace = metricsNamespace(lab.group.name);
  const failures = () => lab.cloud.metricSum(namespace, SNAPSHOT_METRICS.failure);
  const before = await failures();
  const made = await storedDuring(lab, async () => {
    const { code } = await node.machine.try(["systemctl", "start", SNAPSHOT_SERVICE], { limit: 300 });
    if (code === 0) throw new Error("it did not fail");
  });
  requireEqual("snapshots", made, []);
  const text = await journal(node);
  if (!text.includes(`FAILED: no snapshot: ${says}`)) throw new Error(text);
  requireEqual("failures in CloudWatch", await failures(), before + 1);
}
