import { until } from "../command";
import type { Lab } from "../lab";
import type { Results } from "../results";

/** Three nodes from nothing: without any of these checks there is nothing to look at. */
export async function bootNodes(lab: Lab, results: Results): Promise<void> {
  const started = Date.now();
  const since = () => (Date.now() - started) / 1000;
  await results.check("three machines start with the launch template's user data", async () => {
    await Promise.all([lab.group.launch(), lab.group.launch(), lab.group.launch()]);
  });
  await results.check("cloud-init ends without an error on each", async () => {
    for (const { machine } of lab.group.nodes) {
      const finished = ["test", "-e", "/var/lib/cloud/instance/boot-finished"];
      await until(
        `${machine.name} has booted`,
        240,
        async () => (await machine.try(finished)).code === 0 || undefined,
      );
      const { out } = await machine.try(["cloud-init", "status", "--long"]);
      if (!out.includes("status: done")) throw new Error(`${machine.name}: ${out}`);
    }
  });
  results.measured("machines start to cloud-init finished", since());
  await results.check("each is a stable voter, and completes its launch hook itself", async () => {
    await until("three nodes in service", 300, async () => {
      const ended = lab.group.nodes.map(({ launched }) => launched);
      if (ended.includes("ABANDON")) throw new Error("a node gave up; see its journal");
      return ended.every((result) => result === "CONTINUE") || undefined;
    });
  });
  results.measured("machines start to three stable voters in service", since());
}
