import { until } from "../command";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { Mailbox } from "../mailbox";
import type { Sitting } from "../workstation";
import { untilVoters } from "./first-boot";
import { regionOf, sealKeyOf, sealReplicaOf } from "./seal-keys";
import { requireEqual, type Session, standbyNodes } from "./session";

const PAGE = "stop-the-deletion-of-the-seal-key";

/** Role of who administers keys, and makes the mistake. */
const MISTAKEN = "boot-test-mistaken";
/** Role of who brings the key back. */
const RESCUER = "boot-test-rescuer";

/** Somebody schedules the deletion of the seal key: people are told, and the commands of the page bring it back. */
export async function sealKeyChecks({ lab, results, root }: Session): Promise<void> {
  const { workstation } = lab;
  const [primary, replica] = [sealKeyOf(lab), sealReplicaOf(lab)];
  const follow = (heading: string, key = primary) =>
    workstation.run({ ...rescuer(lab, key), commands: commandsOf(PAGE, heading) });
  const mailbox = await Mailbox.of(lab.cloud, topicOf(lab));
  await employ(lab, primary, replica);
  const [node] = await standbyNodes(lab);
  if (node === undefined) throw new Error("no standby");

  await results.check(
    `${PAGE}: somebody schedules the deletion of the key and disables its replica`,
    async () => {
      for (const [key, commands] of [
        [primary, `aws kms schedule-key-deletion --key-id ${primary} --pending-window-in-days 7`],
        [replica, `aws kms disable-key --key-id ${replica}`],
      ] as const) {
        await workstation.run({ role: MISTAKEN, region: regionOf(key), commands });
      }
      requireEqual("state", await stateOf(lab, primary), "PendingReplicaDeletion");
    },
  );
  await results.see(`${PAGE}: people are told who did what, and what to do first`, async () => {
    await mailbox.find("ScheduleKeyDeletion", MISTAKEN, "cancel-key-deletion");
  });
  results.leave(
    "people are told of the replica as well",
    "the emulator hands no event from one region to another, as its rule there would",
  );
  await results.see(`${PAGE}: a node that restarts meanwhile cannot unseal, the others serve`, async () => {
    await node.machine.run(["systemctl", "restart", "--no-block", "vault.service"]);
    await until("KMS refuses the node", 60, async () => {
      const log = await node.machine.sh("journalctl --unit=vault.service --no-pager --output=cat --lines=40");
      return /KMSInvalidStateException/.test(log) || undefined;
    });
    const health = await lab.balancer.health(node);
    if (health === 200) throw new Error("the node is healthy without the key");
    // Until the load balancer has seen it, the node that is gone still gets its share of connections.
    await until("somebody is served", 20, () => root.must("GET", "sys/mounts"));
  });
  await results.see(`${PAGE}: its commands bring the key back, and the node unseals`, async () => {
    const before = await suspendedIn(lab);
    await follow("Let nobody restart a node");
    const suspended = [...before, "InstanceRefresh", "ReplaceUnhealthy", "Terminate"].sort();
    requireEqual("suspended", await suspendedIn(lab), suspended);
    for (const key of [primary, replica]) {
      const printed = await follow("Bring the key back", key);
      requireEqual(`the last line for ${key}`, printed.trim().split("\n").at(-1), "Enabled");
    }
    requireEqual("state", await stateOf(lab, primary), "Enabled");
    const began = Date.now();
    await until("the node is back", 180, async () => (await lab.balancer.health(node)) === 200 || undefined);
    results.measured("the seal key is enabled again to the node unsealed", (Date.now() - began) / 1000);
    await untilVoters(root, 3);
    await follow("Let the group work again");
    requireEqual("suspended", await suspendedIn(lab), before);
  });
  await results.see(`${PAGE}: CloudTrail says who did it`, async () => {
    for (const [key, call] of [
      [primary, "ScheduleKeyDeletion"],
      [replica, "DisableKey"],
    ] as const) {
      const printed = await follow("Find who did it", key);
      const line = printed.split("\n").find((one) => one.includes(`\t${call}\t`) && one.includes(key));
      if (line === undefined) throw new Error(`no ${call} of ${key} in ${printed}`);
    }
  });
}

function rescuer(lab: Lab, key: string): Omit<Sitting, "commands"> {
  return {
    role: RESCUER,
    region: regionOf(key),
    variables: { CLUSTER: lab.group.name, SEAL_KEY_ARN: key },
  };
}

/** Makes who did it, and who mends it with the rights that the page asks for. */
async function employ({ workstation }: Lab, ...keys: readonly string[]): Promise<void> {
  const on = (...actions: readonly string[]) =>
    keys.map((resource) => ({ actions: actions.map((action) => `kms:${action}`), resource }));
  await workstation.employ(MISTAKEN, on("ScheduleKeyDeletion", "DisableKey"));
  await workstation.employ(RESCUER, [
    ...on("DescribeKey", "CancelKeyDeletion", "EnableKey"),
    { actions: ["autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"], resource: "*" },
    { actions: ["cloudtrail:LookupEvents"], resource: "*" },
  ]);
}

/** ARN of the topic of the alarms. */
function topicOf(lab: Lab): string {
  const found = lab.deployment.resources().find(({ type }) => type === "aws_sns_topic");
  if (found === undefined) throw new Error("the stack has no topic");
  return String(found.values.arn);
}

async function stateOf(lab: Lab, key: string): Promise<unknown> {
  const { KeyMetadata } = await lab.cloud.target("kms", "TrentService.DescribeKey", { KeyId: key });
  return (KeyMetadata as { readonly KeyState: string }).KeyState;
}

/** Processes of the nodes' group that are suspended. */
async function suspendedIn(lab: Lab): Promise<readonly string[]> {
  const answer = await lab.cloud.autoScalingGroup(lab.group.name);
  return [...answer.matchAll(/<ProcessName>([^<]*)<\/ProcessName>/g)].map(([, name = ""]) => name).sort();
}
