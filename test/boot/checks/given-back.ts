import { until } from "../command";
import type { Node } from "../group";

/** The node says why, and gives the machine back. */
export async function requireGivenBack(node: Node, why: string): Promise<void> {
  await requireFailed(node, why);
  await until("the launch hook is abandoned", 60, async () => node.launched === "ABANDON" || undefined);
}

/** The node says on its console that something failed, and why. */
export async function requireFailed(node: Node, why: string): Promise<void> {
  await until(`${node.name} says that ${why}`, 180, async () => {
    const text = node.machine.saidOnConsole();
    return text.split("\n").some((line) => line.includes("FAILED") && line.includes(why)) || undefined;
  });
}
