import { createHash, randomBytes } from "node:crypto";
import { metricsNamespace } from "../../../lib/compute/node-role";
import { DRILL_METRICS } from "../../../lib/snapshots/drill-metrics";
import { CANARY_PATH } from "../../../lib/vault/canary";
import { until } from "../command";
import type { Fault } from "../edge/protocol";
import type { Node } from "../group";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { launchTemplateOf } from "../launch-template";
import { snapshotOfOtherKey } from "./other-cluster";
import { activeNode, requireEqual, type Session, standbyNodes } from "./session";
import { snapshotBucket, snapshots, storedDuring, takeOnEveryNode } from "./snapshot-runs";

/** Role of who starts a drill by hand. */
const STARTER = "boot-test-drill-starter";

/** Seconds in which a drill of this run must be over; its own limit is longer. */
const LIMIT = 400;

type Metric = keyof typeof DRILL_METRICS;

/** What came of a drill. */
interface Drilled {
  /** What its machine said. */
  readonly text: string;
  /** Seconds from its start until it had ended itself. */
  readonly seconds: number;
  /** What it reported. */
  readonly reported: Readonly<Record<Metric, number>>;
}

/** The machine of restore drills, beside the running cluster: what it says when a snapshot restores, and when not. */
export async function restoreDrillChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  await results.see(
    "the schedule starts one machine and ends at none; one that ended is gone, not replaced",
    () => requireSchedule(lab),
  );
  if ((await snapshots(lab)).length === 0) await takeOnEveryNode(lab);
  await results.see("somebody asks for a drill by hand, with the command of the how-to", async () => {
    await lab.workstation.employ(STARTER, [{ actions: ["autoscaling:SetDesiredCapacity"], resource: "*" }]);
    await lab.workstation.run({
      role: STARTER,
      variables: { CLUSTER: lab.group.name },
      commands: commandsOf("stop-the-deletion-of-the-seal-key", "See that a node can unseal"),
    });
    const [, capacity] =
      /<DesiredCapacity>(\d+)</.exec(await lab.cloud.autoScalingGroup(lab.drills.name)) ?? [];
    requireEqual("machines that its group asks for", capacity, "1");
  });
  await results.see(
    "the newest snapshot restores on a machine of its own, which reports it and ends itself",
    async () => {
      const newest = (await snapshots(lab)).at(-1) ?? "";
      const done = await drill(lab, (machine) => requireAlone(lab, machine));
      const [, key, bytes, , seconds] =
        /drill: (\S+) restores; (\d+) bytes, (\d+) seconds old, in (\d+) seconds/.exec(done.text) ?? [];
      requireEqual("the snapshot", key, newest);
      const { success, failure, bytes: reportedBytes, seconds: reportedSeconds, age } = done.reported;
      requireEqual("successes and failures in CloudWatch", [success, failure], [1, 0]);
      requireEqual("bytes and seconds", [reportedBytes, reportedSeconds], [Number(bytes), Number(seconds)]);
      if (!(age > 0 && age < 7200)) throw new Error(`its age is reported as ${age} seconds`);
      results.measured("restore drill: search for the newest snapshot to the last check", Number(seconds));
      results.measured("restore drill: machine starts to machine ended itself", done.seconds);
    },
  );
  await results.see("a snapshot of another cluster: the drill says so, and fails", async () => {
    const { data: life } = await root.must("GET", CANARY_PATH);
    const other = "00000000-0000-4000-8000-000000000000";
    await root.must("PUT", CANARY_PATH, { life: other });
    const made = await storedDuring(lab, () => takeOnEveryNode(lab));
    await root.must("PUT", CANARY_PATH, life as object);
    await whileNewest(lab, made, async (key) => {
      requireFailed(await drill(lab), `the snapshot ${key} is of another cluster: its canary says ${other}`);
    });
  });
  await results.see("a snapshot that another key seals: the drill says so, and fails", async () => {
    const [standby] = await standbyNodes(lab);
    if (standby === undefined) throw new Error("no standby");
    const content = await snapshotOfOtherKey(lab, standby);
    await withObject(lab, content, sumOf(content), async (key) => {
      requireFailed(await drill(lab), `the snapshot ${key} is sealed by another key`);
    });
  });
  const content = randomBytes(64 * 1024);
  const sum = sumOf(content);
  await results.see("a snapshot that is not what was stored: the drill says damaged, and fails", async () => {
    await withObject(lab, Buffer.concat([content.subarray(1), Buffer.from([0])]), sum, async (key) => {
      requireFailed(
        await drill(lab),
        `the snapshot ${key} is damaged: its sum is not the one that it was stored with`,
      );
    });
  });
  await results.see(
    "a snapshot that was damaged when it was stored: the drill says inside, and fails",
    async () => {
      await withObject(lab, content, sum, async (key) => {
        requireFailed(await drill(lab), `the snapshot ${key} is damaged inside`);
      });
    },
  );
  await results.see("no snapshot at all: the drill says so, and fails", async () => {
    await whileHidden(lab, await snapshots(lab), async () => {
      requireFailed(await drill(lab), "there is no snapshot");
    });
  });
  await results.see("KMS is away: the drill says what does not start, and fails", async () => {
    const done = await drill(lab, undefined, [{ service: "kms", kind: "reset" }]);
    requireFailed(done, "Vault does not start; can this machine use the seal key?");
  });
}

/**
 * Launches the machine as the schedule does, and waits until it has ended itself.
 *
 * @param meanwhile what is done when its Vault is about to start
 * @param faults what goes wrong for it
 */
async function drill(
  lab: Lab,
  meanwhile: (node: Node) => Promise<void> = async () => undefined,
  faults: readonly Fault[] = [],
): Promise<Drilled> {
  const before = await reported(lab);
  const began = Date.now();
  const node = await lab.drills.launch();
  const { machine } = node;
  try {
    // The emulator plays EC2 without policies. Vault looks for peers, and the drill's role may not.
    const { address: source } = node;
    lab.edge.fail({ service: "ec2", kind: "deny", source }, ...faults.map((fault) => ({ ...fault, source })));
    const ended = () => machine.init() === undefined;
    const looked = until("the drill gets as far as Vault", LIMIT, async () => {
      return machine.saidOnConsole().includes("drill: an empty Vault") || ended() || undefined;
    }).then(() => (ended() ? undefined : meanwhile(node)));
    await looked;
    await until("the machine of the drill ends itself", LIMIT, async () => ended() || undefined);
    const seconds = (Date.now() - began) / 1000;
    const after = await reported(lab);
    return {
      text: machine.saidOnConsole(),
      seconds,
      reported: Object.fromEntries(
        Object.entries(after).map(([name, value]) => [name, value - before[name as Metric]]),
      ) as Record<Metric, number>,
    };
  } finally {
    lab.edge.fail();
    await lab.drills.remove(node);
  }
}

/** Sums of the drill's metrics. */
async function reported(lab: Lab): Promise<Readonly<Record<Metric, number>>> {
  const namespace = `${metricsNamespace(lab.group.name)}/drill`;
  const entries = Object.entries(DRILL_METRICS).map(
    async ([name, metric]) => [name, await lab.cloud.metricSum(namespace, metric)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<Metric, number>;
}

function requireFailed({ text, reported }: Drilled, says: string): void {
  if (!text.includes(`FAILED: ${says}`)) throw new Error(`it did not say "${says}":\n${tailOf(text)}`);
  requireEqual("successes and failures in CloudWatch", [reported.success, reported.failure], [0, 1]);
}

function tailOf(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.includes("hardened-vault"))
    .slice(-8)
    .join("\n");
}

/** Nothing but AWS can be reached from the machine: no node, not the load balancer, no backend. */
async function requireAlone(lab: Lab, { machine }: Node): Promise<void> {
  const leader = await activeNode(lab);
  const places = [leader.address, ...lab.network.balancer.addresses.slice(0, 1)];
  for (const place of places) {
    const command = [
      "curl",
      "--silent",
      "--insecure",
      "--max-time",
      "2",
      `https://${place}:8200/v1/sys/health`,
    ];
    const { code } = await machine.try(command);
    if (code === 0) throw new Error(`it reaches ${place}`);
  }
}

/** Puts an object in the place of the newest snapshot. */
async function withObject(
  lab: Lab,
  content: Buffer,
  sha256: string,
  action: (key: string) => Promise<void>,
): Promise<void> {
  const made = await storedDuring(lab, () =>
    lab.cloud.putObject(snapshotBucket(lab), `${lab.group.name}/${stamp()}-i-of-nobody.snap`, content, {
      sha256,
    }),
  );
  await whileNewest(lab, made, action);
}

/** Does something while one object is the newest snapshot, which it never is again. */
async function whileNewest(
  lab: Lab,
  [key = ""]: readonly string[],
  action: (key: string) => Promise<void>,
): Promise<void> {
  try {
    await action(key);
  } finally {
    await lab.cloud.deleteObject(snapshotBucket(lab), key);
  }
}

/** Does something while objects are hidden by markers of a deletion. */
async function whileHidden(lab: Lab, keys: readonly string[], action: () => Promise<void>): Promise<void> {
  const bucket = snapshotBucket(lab);
  for (const key of keys) await lab.cloud.deleteObject(bucket, key);
  try {
    await action();
  } finally {
    for (const key of keys) await lab.cloud.bringBack(bucket, key);
  }
}

function sumOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function stamp(): string {
  return new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** The applied group, its schedule and its machine's end. */
function requireSchedule(lab: Lab): void {
  const resources = lab.deployment.resources();
  const { values: group } =
    resources.find(
      ({ type, values }) => type === "aws_autoscaling_group" && values.name === lab.drills.name,
    ) ?? {};
  requireEqual(
    "smallest, largest, now",
    [group?.min_size, group?.max_size, group?.desired_capacity],
    [0, 1, 0],
  );
  const suspended = (group?.suspended_processes ?? []) as readonly string[];
  requireEqual("whether an ended machine is replaced", !suspended.includes("ReplaceUnhealthy"), false);
  const { endsWithShutdown } = launchTemplateOf(resources, "drill");
  requireEqual("whether a machine that switches itself off is gone", endsWithShutdown, true);
  const sizes = resources
    .filter(
      ({ type, values }) =>
        type === "aws_autoscaling_schedule" && values.autoscaling_group_name === lab.drills.name,
    )
    .map(({ values }) => values.desired_capacity);
  requireEqual("capacities of the schedule", [...sizes].sort(), [0, 1]);
}
