import { until } from "../command";
import type { Fault } from "../edge/protocol";
import { untilVoters } from "./first-boot";
import { type Session, standbyNodes, WRITTEN } from "./session";

const KINDS: Readonly<Record<string, Fault["kind"]>> = {
  "refuses by policy": "deny",
  "refuses connections": "reset",
  "accepts and never answers": "hang",
};

/** KMS is gone while a node starts: the node comes back by itself when KMS does, and the others never notice. */
export async function outageChecks(session: Session): Promise<void> {
  const { lab, results, root, writer } = session;
  for (const [what, kind] of Object.entries(KINDS)) {
    await results.see(
      `KMS ${what} while a node starts: it heals by itself, the cluster serves on`,
      async () => {
        const [node] = await standbyNodes(lab);
        if (node === undefined) throw new Error("no standby");
        lab.edge.fail({ service: "kms", kind, source: node.address });
        const calls = lab.edge.calls().length;
        await node.machine.run(["systemctl", "restart", "--no-block", "vault.service"]);
        try {
          await until(
            "the node asks KMS in vain",
            60,
            async () =>
              lab.edge
                .calls()
                .slice(calls)
                .some(({ fault, service }) => service === "kms" && fault !== undefined) || undefined,
          );
          const health = await lab.balancer.health(node);
          if (health === 200) throw new Error("the node is healthy without KMS");
          // Until the load balancer has seen it, the node that is gone still gets its share of connections.
          await until("somebody is served", 20, () =>
            writer.must("POST", `${WRITTEN}/outage-${kind}`, { value: "served" }),
          );
        } finally {
          lab.edge.fail();
        }
        const began = Date.now();
        await until(
          "the node is back",
          180,
          async () => (await lab.balancer.health(node)) === 200 || undefined,
        );
        results.measured(`KMS is back (it ${what}) to the node unsealed`, (Date.now() - began) / 1000);
        await untilVoters(root, 3);
      },
    );
  }
}
