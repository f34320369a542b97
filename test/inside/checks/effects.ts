import { randomBytes } from "node:crypto";
import { until } from "../../boot/command";
import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import { LIMITED_LOGIN } from "../stack";
import { dataOf, type Json, tokenOf } from "../vault-client";
import { APPLICATION_ROLE } from "../world/parties";
import { accessorOf } from "./policies";

/** A secret of an application. */
const SECRET = "secret/data/payments/db";
/** Requests that may be sent until a quota must have refused one. */
const BURST = 400;

/** What the settings do on a running Vault. */
export async function tryEffects(vault: InsideVault, results: Results): Promise<void> {
  const { client, firstRoot } = vault;
  await results.see("the first root token is gone, and no token has the policy root", async () => {
    if (firstRoot !== undefined) {
      const { status } = await client.as(firstRoot).try("GET", "auth/token/lookup-self");
      if (status !== 403) throw new Error(`it is answered with ${status}`);
    }
    await vault.withRoot(async (root) => {
      const own = dataOf(await root.must("GET", "auth/token/lookup-self")).accessor;
      const { keys } = dataOf(await root.must("LIST", "auth/token/accessors"));
      for (const accessor of (keys as readonly string[]).filter((one) => one !== own)) {
        const { policies } = dataOf(await root.must("POST", "auth/token/lookup-accessor", { accessor }));
        if ((policies as readonly string[]).includes("root")) throw new Error(`${accessor} has root`);
      }
    });
  });
  await results.see("who is not logged in sees neither login methods nor engines", async () => {
    const { auth, secret } = dataOf(await client.must("GET", "sys/internal/ui/mounts"));
    const seen = [...Object.keys((auth ?? {}) as Json), ...Object.keys((secret ?? {}) as Json)];
    if (seen.length > 0) throw new Error(seen.join(", "));
  });
  await lockout(vault, results);
  await hashing(vault, results);
  await quota(vault, results);
}

async function lockout(vault: InsideVault, results: Results): Promise<void> {
  const { client } = vault;
  const [user, password] = ["alice", randomBytes(12).toString("hex")];
  const login = (given: string) => client.try("POST", `auth/userpass/login/${user}`, { password: given });
  const made = await vault.withRoot(async (root) => {
    await root.must("POST", `auth/userpass/users/${user}`, { password });
    const operator = await root.must("POST", "auth/token/create-orphan", {
      policies: ["hardened-operators"],
      ttl: "10m",
    });
    return {
      tune: dataOf(await root.must("GET", "sys/mounts/auth/userpass/tune")),
      accessor: await accessorOf(root, "userpass/"),
      operator: client.as(tokenOf(operator).client_token),
    };
  });
  await results.see(
    "five wrong passwords lock a user out for 30 minutes; an operator lets him in again",
    async () => {
      const { user_lockout_threshold: tries, user_lockout_duration: seconds } = made.tune;
      if (tries !== 5 || seconds !== 1800) throw new Error(JSON.stringify(made.tune));
      if ((await login(password)).status !== 200)
        throw new Error("the right password is refused from the start");
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const { status, body } = await login("wrong");
        if (status !== 400) throw new Error(`wrong password ${attempt}: ${status} ${body}`);
      }
      const locked = await login(password);
      if (locked.status !== 403)
        throw new Error(`the right password after five wrong ones: ${locked.status}`);
      const seen = JSON.stringify(await made.operator.must("GET", "sys/locked-users"));
      if (!seen.includes(user)) throw new Error(`not among the locked users: ${seen}`);
      await made.operator.must("PUT", `sys/locked-users/${made.accessor}/unlock/${user}`);
      const open = await login(password);
      if (open.status !== 200) throw new Error(`after the unlock: ${open.status} ${open.body}`);
    },
  );
}

async function hashing(vault: InsideVault, results: Results): Promise<void> {
  const { client } = vault;
  await results.see(
    "both audit devices hash values: no secret and no token in clear, each found by its hash",
    async () => {
      const password = randomBytes(16).toString("hex");
      const auditor = await vault.withRoot(async (root) => {
        await root.must("POST", SECRET, { options: { cas: 0 }, data: { password } });
        const made = await root.must("POST", "auth/token/create-orphan", {
          policies: ["hardened-auditors"],
          ttl: "10m",
        });
        return tokenOf(made).client_token;
      });
      const application = tokenOf(await vault.awsLogin("payments", APPLICATION_ROLE)).client_token;
      const answer = await client.as(application).must("GET", SECRET);
      if ((dataOf(answer).data as Json).password !== password)
        throw new Error("the application read another");
      for (const log of vault.logs) {
        const { hash } = dataOf(
          await client.as(auditor).must("POST", `sys/audit-hash/${log.device}`, { input: password }),
        );
        await until(`${log.device} has the hash where the secret was written and read`, 30, async () => {
          const found = (await log.entries()).filter((entry) => JSON.stringify(entry).includes(String(hash)));
          const deeds = found.filter(({ request }) => request.path === SECRET);
          return (
            ["create", "read"].every((deed) => deeds.some(({ request }) => request.operation === deed)) ||
            undefined
          );
        });
        const text = await log.text();
        for (const clear of [password, application, auditor]) {
          if (text.includes(clear)) throw new Error(`${log.device}: a value stands in clear`);
        }
      }
    },
  );
}

async function quota(vault: InsideVault, results: Results): Promise<void> {
  await results.see("who tries to log in too often gets 429, and the audit log says so", async () => {
    const before = await Promise.all(vault.logs.map((log) => log.mark()));
    let sent = 0;
    let limited = false;
    while (!limited && sent < BURST) {
      const burst = Array.from({ length: 20 }, (_, index) =>
        vault.client.try("POST", `auth/${LIMITED_LOGIN}/login/user-${sent + index}`, { password: "x" }),
      );
      limited = (await Promise.all(burst)).some(({ status }) => status === 429);
      sent += burst.length;
    }
    if (!limited) throw new Error(`${sent} logins, and none was refused`);
    for (const [index, log] of vault.logs.entries()) {
      await until(`${log.device} tells of it`, 30, async () => {
        const entries = await log.entries(before[index]);
        return entries.some(({ error = "" }) => error.includes("quota exceeded")) || undefined;
      });
    }
    results.note(`429 within ${sent} logins`);
  });
}
