import type { Results } from "../../boot/results";
import type { Applier } from "../applier";
import type { InsideVault } from "../inside-vault";
import { DATABASE_CREDENTIALS } from "../stack";
import { type Json, tokenOf } from "../vault-client";
import { DATABASE_ACCOUNT, type Database } from "../world/database";

/** Statement of an account that has just been made. */
const WHO =
  "SELECT current_user || ' ' || (SELECT rolvaliduntil > now() FROM pg_roles WHERE rolname = current_user)";

/** Accounts of a real database: made on request, with an end, by an account whose password nobody knows. */
export async function tryDatabase(
  vault: InsideVault,
  { database, applier }: { readonly database: Database; readonly applier: Applier },
  results: Results,
): Promise<void> {
  const [client, other] = await vault.withRoot((root) =>
    Promise.all(
      ["databases", "workers"].map(async (policy) => {
        const token = await root.must("POST", "auth/token/create-orphan", { policies: [policy], ttl: "10m" });
        return vault.client.as(tokenOf(token).client_token);
      }),
    ),
  );
  await results.see("the password of the connection is in no audit log, and in no state", async () => {
    const texts = await Promise.all(vault.logs.map((log) => log.text()));
    for (const text of [...texts, applier.state?.() ?? ""]) {
      if (text.includes(database.password)) throw new Error("it stands in clear");
    }
  });
  await results.see(
    "Vault changes its password at the database, and the one that was typed is worth nothing",
    async () => {
      const before = await database.as(DATABASE_ACCOUNT, database.password, "SELECT 1");
      if (before.code !== 0) throw new Error(before.err);
      await vault.withRoot((root) => root.must("POST", "database/rotate-root/payments"));
      const after = await database.as(DATABASE_ACCOUNT, database.password, "SELECT 1");
      if (!after.err.includes("password authentication failed"))
        throw new Error(`${after.code} ${after.err}`);
    },
  );
  await results.see(
    "an application gets an account of its own for an hour, and nobody without the policy",
    async () => {
      if (client === undefined || other === undefined) throw new Error("no token");
      const refused = await other.try("GET", DATABASE_CREDENTIALS);
      if (refused.status !== 403) throw new Error(`without the policy: ${refused.status}`);
      const answer = await client.must("GET", DATABASE_CREDENTIALS);
      const { username, password } = answer.data as Readonly<Record<"username" | "password", string>>;
      if (answer.lease_duration !== 3600) throw new Error(`a lease of ${answer.lease_duration} s`);
      const seen = await database.as(username, password, WHO);
      if (seen.out.trim() !== `${username} true`) throw new Error(`${seen.code} ${seen.out} ${seen.err}`);
      await requireGone(vault, database, { answer, username, password });
    },
  );
}

/** When its lease ends, so does the account. */
async function requireGone(
  vault: InsideVault,
  database: Database,
  {
    answer,
    username,
    password,
  }: { readonly answer: Json; readonly username: string; readonly password: string },
): Promise<void> {
  const lease = { lease_id: answer.lease_id, sync: true };
  await vault.withRoot((root) => root.must("POST", "sys/leases/revoke", lease));
  const after = await database.as(username, password, "SELECT 1");
  if (!after.err.includes("password authentication failed"))
    throw new Error(`after the lease: ${after.code} ${after.err}`);
}
