import { setTimeout as pause } from "node:timers/promises";
import { until } from "../command";
import type { Node } from "../group";
import type { Lab } from "../lab";
import type { Results } from "../results";
import { requireEqual } from "./session";

/** How the initialiser ends before its time. */
const ENDS: Readonly<Record<string, (node: Node) => Promise<void>>> = {
  "the process is killed": async ({ machine }) => {
    await machine.run(["systemctl", "kill", "--signal=KILL", "hardened-vault-bootstrap.service"]);
  },
  "the machine loses power": async ({ machine }) => {
    await machine.powerOff();
    await machine.boot();
  },
};

/**
 * The initialiser ends at each of its steps, one attempt after the other, in one life of the cluster: in the end there is
 * one cluster, made by one attempt.
 */
export async function killedInitialiserChecks(lab: Lab, results: Results): Promise<void> {
  for (const [how, end] of Object.entries(ENDS)) {
    await results.see(
      `${how} at each step of the initialisation: one cluster in the end, and no more`,
      async () => {
        await lab.forgetCluster();
        const began = Date.now();
        const node = await lab.group.launch();
        let steps: readonly string[] = ["start"];
        let ended = 0;
        for (let attempt = 1; attempt <= steps.length; attempt += 1) {
          const step = steps[attempt - 1] ?? "";
          const seen = await saidStep(node, attempt, step);
          if (seen === "over") break;
          await end(node);
          ended += 1;
          if (attempt === 1) steps = await stepsOf(node);
        }
        results.note(
          `${how}: ended at ${ended} of ${steps.length} steps: ${steps.slice(0, ended).join(", ")}`,
        );
        if (ended < steps.length) throw new Error(`attempt ${ended + 1} came through before its end`);
        await until("in service", 240, async () => {
          if (node.launched === "ABANDON") throw new Error("the node gave up");
          return node.launched === "CONTINUE" || undefined;
        });
        results.measured(`${how} at ${ended} steps, to a cluster in service`, (Date.now() - began) / 1000);
        await requireOneCluster(lab, node);
      },
    );
  }
}

/** The steps of an attempt, in their order: those of the program, and those of the file with the foundation. */
async function stepsOf({ machine }: Node): Promise<readonly string[]> {
  const made = await machine.run(["jq", "--raw-output", ".[].step", "/etc/hardened-vault/first-boot.json"]);
  const foundation = [...new Set(made.trim().split("\n"))];
  return ["start", "initialise", "shares", ...foundation, "tokens", "revoke", "verify", "commit"];
}

/** Waits until an attempt says a step; "over" when it was committed before. */
async function saidStep(node: Node, attempt: number, step: string): Promise<"said" | "over"> {
  const wanted = `attempt ${attempt}: step ${step}\n`;
  const over = /attempt \d+: committed\n/;
  for (const limit = Date.now() + 180_000; Date.now() < limit; await pause(5)) {
    const text = node.machine.saidOnConsole();
    if (text.includes(wanted)) return "said";
    if (over.test(text)) return "over";
    if (node.launched === "ABANDON")
      throw new Error(`the node gave up before attempt ${attempt} came to ${step}`);
  }
  throw new Error(`attempt ${attempt} did not come to ${step} within 180 s`);
}

async function requireOneCluster(lab: Lab, node: Node): Promise<void> {
  const { bucket, prefix } = lab.life();
  const committed = JSON.parse(await lab.cloud.object(bucket, `${prefix}COMMITTED`)) as {
    attempt: number;
    node: string;
  };
  requireEqual("the committed node", committed.node, node.instance.id);
  const made = await node.machine.sh("cat /var/lib/hardened-vault/committed");
  requireEqual("the attempt whose data the node has", made.trim(), String(committed.attempt));
  requireEqual("health", await lab.balancer.health(node, "/v1/sys/health"), 200);
  const { code } = await node.machine.try(["sh", "-c", "ls /run/hardened-vault/initialise.* 2>/dev/null"]);
  if (code === 0) throw new Error("files of an attempt are left");
}
