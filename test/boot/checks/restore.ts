import { until } from "../command";
import type { Node } from "../group";
import type { VaultApi } from "../vault-api";
import { untilVoters } from "./first-boot";
import { inventory } from "./inventory";
import { employRestorer, restore, untilWaiting } from "./restoring";
import { requireEqual, type Session, WRITTEN } from "./session";
import { requireNoneLeft, takeOnEveryNode } from "./snapshot-runs";

/** Seconds that the token lives that is over before the restore. */
const SHORT = 15;

/** Every node is lost: new ones get the newest snapshot by the commands of the how-to, and everything is there again. */
export async function restoreChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  const tokenFor = async (more: object) => {
    const settings = { policies: [WRITTEN], no_default_policy: true, ttl: "4h", ...more };
    const { auth } = (await root.must("POST", "auth/token/create", settings)) as {
      auth: { client_token: string };
    };
    return auth.client_token;
  };
  const begun = await results.check("a snapshot, and what happens after it", async () => {
    await root.must("PUT", `${WRITTEN}/before`, { value: "before the snapshot" });
    const before = {
      kept: await tokenFor({}),
      revoked: await tokenFor({}),
      over: await tokenFor({ ttl: `${SHORT}s` }),
    };
    const lease = await leaseOf(root);
    const held = await inventory(root);
    await takeOnEveryNode(lab);
    await root.must("PUT", `${WRITTEN}/after`, { value: "after the snapshot" });
    await root.must("POST", "auth/token/revoke", { token: before.revoked });
    const after = { service: await tokenFor({}), batch: await tokenFor({ type: "batch" }) };
    return { held, lease, laterLease: await leaseOf(root), before, after };
  });
  await employRestorer(lab);
  await results.check("every node is lost; new ones find no cluster, and wait", async () => {
    await Promise.all(lab.group.nodes.map((node) => lab.group.remove(node)));
    await Promise.all([lab.group.launch(), lab.group.launch(), lab.group.launch()]);
    for (const node of lab.group.nodes) await untilWaiting(lab, node);
  });
  await results.check(
    "an operator restores the newest snapshot with the commands of the how-to",
    async () => {
      const [first] = lab.group.nodes as readonly [Node];
      const began = Date.now();
      await restore(lab, first);
      results.measured(
        "restore in anger: operator begins to the restored node active",
        (Date.now() - began) / 1000,
      );
      await until("three nodes in service", 240, async () => {
        return lab.group.nodes.every(({ launched }) => launched === "CONTINUE") || undefined;
      });
      results.measured(
        "restore in anger: operator begins to three nodes in service",
        (Date.now() - began) / 1000,
      );
      await untilVoters(root, 3);
    },
  );
  await results.see("every secret, policy, mount, login role and audit device is there again", async () => {
    requireEqual("what is held", await inventory(root), begun.held);
  });
  await results.see("tokens and leases do what is documented", async () => {
    const serves = async (token: string) => (await root.as(token).try("GET", `${WRITTEN}/before`)).status;
    const { before, after } = begun;
    requireEqual(
      "a token from before, one revoked since, one that is over, a service and a batch token made since",
      await Promise.all([before.kept, before.revoked, before.over, after.service, after.batch].map(serves)),
      [200, 200, 403, 403, 200],
    );
    const known = async (lease: string) =>
      (await root.try("PUT", "sys/leases/lookup", { lease_id: lease })).status;
    requireEqual(
      "a lease from before, and one made since",
      [await known(begun.lease), await known(begun.laterLease)],
      [200, 400],
    );
    requireEqual("what was written since", (await root.try("GET", `${WRITTEN}/after`)).status, 404);
  });
  await results.see(
    "what was fetched for the restore is on no node, and the next snapshots are taken",
    async () => {
      await requireNoneLeft(lab.group.nodes);
      await takeOnEveryNode(lab);
    },
  );
}

/** Makes a lease in an engine that needs nobody else. */
async function leaseOf(root: VaultApi): Promise<string> {
  const mount = `${WRITTEN}-certificates`;
  const { data } = (await root.must("GET", "sys/mounts")) as { data: Readonly<Record<string, unknown>> };
  if (data[`${mount}/`] === undefined) {
    await root.must("POST", `sys/mounts/${mount}`, { type: "pki" });
    await root.must("POST", `${mount}/root/generate/internal`, {
      common_name: "leases",
      key_type: "ec",
      ttl: "12h",
    });
    await root.must("POST", `${mount}/roles/any`, {
      allow_any_name: true,
      key_type: "ec",
      generate_lease: true,
      ttl: "1h",
    });
  }
  const made = await root.must("POST", `${mount}/issue/any`, { common_name: "lease.example" });
  return String(made.lease_id);
}
