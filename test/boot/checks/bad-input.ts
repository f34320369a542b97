import { readFileSync } from "node:fs";
import * as path from "node:path";
import { must, until } from "../command";
import type { Lab } from "../lab";
import { launchTemplateOf } from "../launch-template";
import { volumeFile } from "../machine/volumes";
import type { Results } from "../results";
import { requireFailed, requireGivenBack } from "./given-back";
import { said } from "./session";

/** What is wrong from the beginning ends in one clear sentence, with the machine given back, and makes no cluster. */
export async function badInputChecks(lab: Lab, results: Results): Promise<void> {
  const { RELEASE_BUCKET = "", RELEASE_KEY = "" } = lab.facts();
  const template = launchTemplateOf(lab.deployment.resources());

  await results.see("a release with another sum is not installed", async () => {
    const node = await lab.group.launch({}, async () =>
      lab.cloud.putObject(RELEASE_BUCKET, RELEASE_KEY, Buffer.from("not the release that was pinned")),
    );
    try {
      await requireGivenBack(node, "the release is not the one that was pinned");
      const { code } = await node.machine.try(["test", "-e", "/usr/local/bin/vault"]);
      if (code === 0) throw new Error("a binary was installed");
    } finally {
      await lab.cloud.putObject(RELEASE_BUCKET, RELEASE_KEY, readFileSync(lab.brought.zip.file));
      await lab.group.remove(node);
    }
  });
  await results.see("a bundle with another sum is not unpacked", async () => {
    const text = Buffer.from(template.userData, "base64").toString("utf8");
    const wrong = text.replace(/^echo "[0-9a-f]{64} /m, `echo "${"0".repeat(64)} `);
    if (wrong === text) throw new Error("no sum in the user data");
    const node = await lab.group.launch({ userData: Buffer.from(wrong).toString("base64") });
    try {
      await requireFailed(node, "the node bundle is not the one that was deployed");
      const { code } = await node.machine.try(["test", "-e", "/usr/local/sbin/hardened-vault-node"]);
      if (code === 0) throw new Error("files of the bundle were installed");
    } finally {
      await lab.group.remove(node);
    }
  });
  await results.see(
    "a data volume that holds another cluster is left alone, and the machine is given back",
    async () => {
      const [holder] = lab.group.nodes;
      if (holder === undefined) throw new Error("no node to take a volume from");
      const [data] = template.volumes;
      if (data === undefined) throw new Error("no data volume");
      await holder.machine.powerOff();
      const volume = volumeFile(holder.machine.folder, data.name);
      const copy = path.join(lab.folder, "volume-of-another-cluster.img");
      await copySparse(volume, copy);
      await lab.forgetCluster();
      const node = await lab.group.launch({}, (folder) => copySparse(copy, volumeFile(folder, data.name)));
      try {
        await requireGivenBack(node, "the data volume holds a cluster that this life knows nothing of");
        await node.machine.run(["test", "-s", "/var/lib/vault/vault.db"]);
      } finally {
        await lab.group.remove(node);
      }
    },
  );
  await results.see(
    "COMMITTED, and no cluster: an alarm and waiting, never a second initialisation",
    async () => {
      await lab.forgetCluster();
      const { bucket, prefix } = lab.life();
      const committed = { attempt: 1, node: "i-00000000000000000" };
      await lab.cloud.putObject(bucket, `${prefix}COMMITTED`, Buffer.from(JSON.stringify(committed)));
      const node = await lab.group.launch();
      try {
        await until(
          "the alarm",
          240,
          async () => node.machine.saidOnConsole().includes("ALARM: the cluster is committed") || undefined,
        );
        await until(
          "its metric",
          20,
          async () =>
            lab.edge
              .calls()
              .some(
                ({ action, service, instance }) =>
                  service === "monitoring" && action === "PutMetricData" && instance === node.instance.id,
              ) || undefined,
        );
        const steps = said(node.machine.saidOnConsole());
        if (steps.some((text) => text.includes("attempt 1: step"))) throw new Error("it initialises");
        const health = await lab.balancer.health(node, "/v1/sys/health");
        if (health !== 501) throw new Error(`Vault answers ${health}, not "not initialised"`);
        if (node.launched !== undefined) throw new Error(`the launch hook ended with ${node.launched}`);
      } finally {
        await lab.forgetCluster();
      }
    },
  );
  await results.see("metadata that is slow: the node comes into service all the same", async () => {
    lab.edge.fail({ service: "metadata", kind: "slow" });
    try {
      const began = Date.now();
      const node = await lab.group.launch();
      await until("in service", 400, async () => {
        if (node.launched === "ABANDON") throw new Error("it gave up");
        return node.launched === "CONTINUE" || undefined;
      });
      results.measured(
        "one machine to a cluster of one, metadata slow by 0.7 s a call",
        (Date.now() - began) / 1000,
      );
    } finally {
      lab.edge.fail();
      await lab.forgetCluster();
    }
  });
}

/** Copies a volume without filling its holes. */
async function copySparse(from: string, to: string): Promise<void> {
  await must("cp", ["--sparse=always", from, to], { limit: 300 });
}
