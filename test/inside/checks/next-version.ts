import type { Results } from "../../boot/results";
import type { Applier } from "../applier";
import type { InsideVault } from "../inside-vault";
import { tokenOf } from "../vault-client";

/** What is added for an application with its policy, and for a login method. */
const ADDED = [
  "vault_auth_backend",
  "vault_aws_auth_backend_role",
  "vault_generic_endpoint",
  "vault_policy",
  "vault_quota_rate_limit",
];

/** The changes that the how-tos are about, made in one apply: an application and a login method more, a policy changed. */
export async function tryNextVersion(
  vault: InsideVault,
  { applier, next }: { readonly applier: Applier; readonly next: string },
  results: Results,
): Promise<void> {
  const worker = await vault.withRoot(async (root) =>
    vault.client.as(
      tokenOf(await root.must("POST", "auth/token/create-orphan", { policies: ["workers"], ttl: "10m" }))
        .client_token,
    ),
  );
  const write = async (version: number) =>
    (await worker.try("POST", "secret/data/workers/job", { options: { cas: version }, data: {} })).status;
  await results.see(
    "an application and a login method more, a policy changed in place: nothing else is touched or lost",
    async () => {
      const before = await write(0);
      if (before !== 403) throw new Error(`before the change a worker's write is answered with ${before}`);
      applier.follow(next);
      const { imported, added, changed, lost } = await applier.apply();
      const types = added.map((address) => address.split(".")[0]).sort();
      if (types.join() !== ADDED.join()) throw new Error(`added: ${added.join(", ")}`);
      const others = [...imported, ...lost, ...changed.filter((address) => !/^vault_policy\./.test(address))];
      if (others.length > 0 || changed.length !== 2)
        throw new Error(`changed, imported or lost: ${[...changed, ...others].join(", ")}`);
    },
  );
  await results.see("tokens that are out follow the changed policy at once", async () => {
    const after = await write(0);
    if (after !== 200) throw new Error(`after the change a worker's write is answered with ${after}`);
  });
}
