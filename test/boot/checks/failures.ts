import { Duration } from "../../../lib";
import type { Write } from "../client/protocol";
import { until } from "../command";
import type { Node } from "../group";
import { commandsOf } from "../how-to";
import { launchTemplateOf } from "../launch-template";
import { untilVoters } from "./first-boot";
import { activeNode, requireEqual, type Session, WRITTEN } from "./session";

/** Role of who watches a refresh. */
const WATCHER = "boot-test-watcher";

/** Nodes that die, and nodes that are replaced, while somebody writes. */
export async function failureChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  await results.see("kill -9 of the leader's process under load: no acknowledged write is lost", async () => {
    await underLoad(session, "kill", async () => {
      const leader = await activeNode(lab);
      const began = Date.now();
      await leader.machine.run(["systemctl", "kill", "--signal=KILL", "vault.service"]);
      await successor(session, leader);
      results.measured("kill -9 of the leader to the next one", (Date.now() - began) / 1000);
    });
    await untilVoters(root, 3);
  });
  await results.see(
    "power loss of the leader's machine under load: no acknowledged write is lost",
    async () => {
      const leader = await activeNode(lab);
      await underLoad(session, "power", async () => {
        const began = Date.now();
        await leader.machine.powerOff();
        await successor(session, leader);
        results.measured("power loss of the leader to the next one", (Date.now() - began) / 1000);
      });
      const began = Date.now();
      await leader.machine.boot();
      await until("the node is back", 120, async () =>
        (await lab.balancer.health(leader)) === 200 ? true : undefined,
      );
      results.measured("machine switched on again to unsealed", (Date.now() - began) / 1000);
      await untilVoters(root, 3);
    },
  );
}

/** A new bundle replaces every node, one after the other, as an instance refresh does. */
export async function refreshChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  const before = launchTemplateOf(lab.deployment.resources()).version;
  await results.check(
    "terraform apply of a changed server setting: a new version of the launch template",
    async () => {
      await lab.deployment.apply({
        server: { tlsMinVersion: "tls13", defaultLeaseTtl: Duration.minutes(30) },
      });
      requireEqual("version", launchTemplateOf(lab.deployment.resources()).version, before + 1);
      lab.followDeployment();
    },
  );
  await results.see(
    "change-settings-and-roll: somebody watches the refresh that Terraform began",
    async () => {
      await lab.workstation.employ(WATCHER, [
        { actions: ["autoscaling:DescribeInstanceRefreshes"], resource: "*" },
      ]);
      const printed = await lab.workstation.run({
        role: WATCHER,
        variables: { CLUSTER: lab.group.name },
        commands: commandsOf("change-settings-and-roll", "Watch it"),
      });
      // The emulator ends it at once; here the test replaces the nodes.
      requireEqual("status and percentage", printed.trim().split("\t").slice(0, 2), ["Successful", "100"]);
    },
  );
  const old = [...lab.group.nodes];
  await results.see(
    "every node is replaced through its hooks under load: no acknowledged write is lost",
    async () => {
      await underLoad(session, "refresh", async () => {
        const began = Date.now();
        for (const node of old) {
          const successor = await lab.group.launch();
          await until(`${successor.name} is in service`, 240, async () => {
            if (successor.launched === "ABANDON") throw new Error(`${successor.name} gave up`);
            return successor.launched === "CONTINUE" || undefined;
          });
          const left = Date.now();
          if (!(await lab.group.terminate(node, 240)))
            throw new Error(`${node.name} did not complete its termination hook`);
          results.measured(`${node.name} asked to leave to hook completed`, (Date.now() - left) / 1000);
        }
        results.measured("all three nodes replaced", (Date.now() - began) / 1000);
      });
    },
  );
  await results.see("three voters afterwards, none of them an old node", async () => {
    await untilVoters(root, 3);
    const { data } = (await root.must("GET", "sys/storage/raft/configuration")) as {
      data: { config: { servers: readonly { node_id: string }[] } };
    };
    const peers = data.config.servers.map(({ node_id }) => node_id).sort();
    requireEqual("peers", peers, lab.group.nodes.map(({ instance }) => instance.id).sort());
  });
}

/** Writes while something happens, and requires afterwards that each acknowledged write is there. */
export async function underLoad(
  { lab, results, writer, writerToken, certificate }: Session,
  name: string,
  happens: () => Promise<void>,
): Promise<readonly Write[]> {
  const client = lab.client("application");
  const connections = lab.network.balancer.addresses.map((address) =>
    lab.connection("balancer", { address, certificate, limit: 4000 }),
  );
  client.begin(connections, writerToken, `/v1/${WRITTEN}/${name}`);
  let writes: readonly Write[];
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await happens();
    await new Promise((resolve) => setTimeout(resolve, 2000));
  } finally {
    writes = await client.end();
  }
  const acknowledged = writes.filter(({ status }) => status >= 200 && status < 300);
  if (acknowledged.length < 20)
    throw new Error(`only ${acknowledged.length} writes were acknowledged: no load`);
  const { data } = (await until("the list of what was written", 30, () =>
    writer.must("LIST", `${WRITTEN}/${name}`),
  )) as {
    data: { keys: readonly string[] };
  };
  const kept = new Set(data.keys);
  const lost = acknowledged.filter(({ number }) => !kept.has(String(number)));
  const gaps = acknowledged.slice(1).map((write, index) => write.at - (acknowledged[index]?.at ?? write.at));
  results.note(
    `${name}: ${writes.length} writes, ${acknowledged.length} acknowledged, ${lost.length} lost, longest gap ${Math.max(...gaps)} ms`,
  );
  if (lost.length > 0) throw new Error(`lost: ${lost.map(({ number }) => number).join(", ")}`);
  return writes;
}

/** Waits until another node than the old leader is active. */
export async function successor({ lab }: Session, old: Node): Promise<void> {
  const others = lab.group.nodes.filter((node) => node !== old);
  await until(
    "another node is active",
    30,
    async () => {
      const codes = await Promise.all(others.map((node) => lab.balancer.health(node, "/v1/sys/health")));
      return codes.includes(200) || undefined;
    },
    25,
  );
}
