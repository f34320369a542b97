import { setTimeout as pause } from "node:timers/promises";
import type { ClientAnswer } from "../client/protocol";
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
        const knocks = knocker(lab, node);
        try {
          for (let attempt = 1; attempt <= steps.length; attempt += 1) {
            const step = steps[attempt - 1] ?? "";
            if ((await saidStep(node, attempt, step)) === "over") break;
            await end(node);
            ended += 1;
            if (attempt === 1) steps = await stepsOf(node);
          }
        } finally {
          await knocks.end();
        }
        requireUnheard(results, knocks.answers);
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

/** A declared client that knocks at the port of the API all the time, with nothing in its way but the node itself. */
function knocker(
  lab: Lab,
  node: Node,
): { readonly answers: ClientAnswer[]; readonly end: () => Promise<void> } {
  const answers: ClientAnswer[] = [];
  let going = true;
  const knocking = (async () => {
    await lab.router.enforceSecurityGroups(false);
    const connection = lab.connection(node, { limit: 400, verify: false });
    while (going) {
      answers.push(await lab.client("application").ask(connection, { method: "GET", path: "/v1/sys/init" }));
      await pause(100);
    }
    await lab.router.enforceSecurityGroups(true);
  })();
  return {
    answers,
    end: async () => {
      going = false;
      await knocking;
    },
  };
}

function requireUnheard(results: Results, answers: readonly ClientAnswer[]): void {
  results.note(`a client knocked ${answers.length} times before anything was committed`);
  // Refused while the machine starts and nothing listens; silent ever after.
  const silence = ["TIMEOUT", "EHOSTUNREACH", "ECONNREFUSED"];
  const heard = answers.filter(({ error, serial }) => serial !== undefined || !silence.includes(error ?? ""));
  if (heard.length > 0) throw new Error(`it was heard: ${JSON.stringify(heard[0])}`);
  if (answers.length < 20) throw new Error("it knocked too rarely to say anything");
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
