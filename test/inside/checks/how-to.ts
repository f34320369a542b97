import { randomBytes } from "node:crypto";
import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import type { Terminal } from "../terminal";
import { dataOf, tokenOf } from "../vault-client";
import { accessorOf } from "./policies";

const ACCESS = "give-an-application-access";

/** What the pages of `docs/how-to` say, done word for word. */
export async function followPages(vault: InsideVault, terminal: Terminal, results: Results): Promise<void> {
  const password = randomBytes(12).toString("hex");
  await results.see(
    `${ACCESS}: a person writes the secret, the application logs in and reads it`,
    async () => {
      await vault.withRoot((root) => root.try("DELETE", "secret/metadata/payments/db"));
      terminal.holds(await tokenWith(vault, "keepers"));
      await terminal.follow(ACCESS, 0, { typed: password });
      const read = await terminal.follow(ACCESS, 1);
      if (!read.includes(password)) throw new Error(read);
      const unsigned = await terminal.try(ACCESS, 1, { words: { "header_value=vault.corp.example": "" } });
      if (unsigned.code === 0 || !unsigned.err.includes("missing header")) throw new Error(unsigned.err);
    },
  );
  await results.see("change-a-policy: who has it asks what it allows", async () => {
    await terminal.follow(ACCESS, 1);
    const allowed = await terminal.follow("change-a-policy", 0);
    if (allowed.trim() !== "read") throw new Error(allowed);
    const other = await terminal.follow("change-a-policy", 0, { words: { payments: "others" } });
    if (other.trim() !== "deny") throw new Error(other);
  });
  await results.see(
    "add-a-login-method: an operator finds who is locked, and lets them in again",
    async () => {
      const name = "carol";
      const accessor = await vault.withRoot(async (root) => {
        await root.must("POST", `auth/userpass/users/${name}`, { password });
        return accessorOf(root, "userpass/");
      });
      const login = (given: string) =>
        vault.client.try("POST", `auth/userpass/login/${name}`, { password: given });
      for (let attempt = 1; attempt <= 5; attempt += 1) await login("wrong");
      const locked = await login(password);
      if (locked.status !== 403) throw new Error(`not locked: ${locked.status}`);
      terminal.holds(await tokenWith(vault, "hardened-operators"));
      const words = { ACCESSOR: accessor, NAME: name };
      const seen = await terminal.follow("add-a-login-method", 1, { words });
      if (!seen.includes(name) || !seen.includes(accessor)) throw new Error(seen);
      const open = await login(password);
      if (open.status !== 200) throw new Error(`after the unlock: ${open.status} ${open.body}`);
    },
  );
}

/** An administrator tells Vault of single sign-on, as the page says. */
export async function tellOfSingleSignOn(
  vault: InsideVault,
  terminal: Terminal,
  clientSecret: string,
): Promise<void> {
  await vault.withRoot(async (root) => {
    terminal.holds(String(dataOf(await root.must("GET", "auth/token/lookup-self")).id));
    await terminal.follow("add-a-login-method", 0, { typed: clientSecret });
  });
}

/** A token of somebody who has one policy and no other. */
async function tokenWith(vault: InsideVault, policy: string): Promise<string> {
  const made = await vault.withRoot((root) =>
    root.must("POST", "auth/token/create-orphan", { policies: [policy], ttl: "10m" }),
  );
  return tokenOf(made).client_token;
}
