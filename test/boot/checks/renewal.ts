import { underLoad } from "./failures";
import { requireVoters } from "./first-boot";
import { requireEqual, type Session } from "./session";

/** New certificates on every node while somebody writes: each write is answered. */
export async function renewalChecks(session: Session): Promise<void> {
  const { lab, results, root, certificate } = session;
  const serial = async (index: number) => {
    const node = lab.group.nodes[index];
    if (node === undefined) throw new Error("no such node");
    const from = lab.network.balancer.addresses[0];
    const answer = await lab.client("balancer").ask(lab.connection(node, { port: 8202, from, certificate }), {
      method: "GET",
      path: "/v1/sys/health?standbyok=true",
    });
    return answer.serial ?? answer.error;
  };
  await results.see(
    "certificates renewed on all nodes under load: every request answered, new ones on the wire",
    async () => {
      const before = await Promise.all(lab.group.nodes.map((_, index) => serial(index)));
      const processes = await mainPids(session);
      const began = Date.now();
      const writes = await underLoad(session, "renewal", async () => {
        for (const { machine } of lab.group.nodes)
          await machine.run(["hardened-vault-certificate", "--now"], { limit: 180 });
      });
      results.measured("certificates of three nodes renewed", (Date.now() - began) / 1000);
      const failed = writes.filter(({ status }) => status < 200 || status >= 300);
      requireEqual("failed requests", failed, []);
      const after = await Promise.all(lab.group.nodes.map((_, index) => serial(index)));
      for (const [index, old] of before.entries()) {
        if (old === undefined || old === after[index])
          throw new Error(`${lab.group.nodes[index]?.name} serves ${old} as before`);
      }
      requireEqual("processes", await mainPids(session), processes);
      await requireVoters(root, 3);
    },
  );
}

function mainPids({ lab }: Session): Promise<readonly string[]> {
  return Promise.all(
    lab.group.nodes.map(({ machine }) =>
      machine.run(["systemctl", "show", "--value", "--property=MainPID", "vault.service"]),
    ),
  );
}
