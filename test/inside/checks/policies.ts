import { until } from "../../boot/command";
import type { Results } from "../../boot/results";
import type { InsideVault } from "../inside-vault";
import { dataOf, type Json, tokenOf, type VaultClient } from "../vault-client";
import { CONFIGURATOR_ROLE, NODE_ROLE } from "../world/parties";
import { TRIALS, type Trial } from "./policy-table";

/** Policies whose token is that of a login with an AWS role, as in production. */
const LOGINS: Readonly<Record<string, readonly [role: string, awsRole: string]>> = {
  "hardened-terraform": ["terraform", CONFIGURATOR_ROLE],
  "hardened-snapshots": ["snapshots", NODE_ROLE],
  "hardened-node-lifecycle": ["node-lifecycle", NODE_ROLE],
};

/** Each ready policy is tried with a token that has it and no other. */
export async function tryPolicies(vault: InsideVault, results: Results): Promise<void> {
  const policies = [...new Set(TRIALS.map(({ policy }) => policy))];
  const { tokens, accessor } = await vault.withRoot(async (root) => {
    const made = new Map<string, string>();
    for (const policy of policies.filter((name) => LOGINS[name] === undefined)) {
      const token = tokenOf(
        await root.must("POST", "auth/token/create-orphan", {
          policies: [policy],
          no_default_policy: true,
          ttl: "10m",
        }),
      );
      made.set(policy, token.client_token);
    }
    return { tokens: made, accessor: await accessorOf(root, "userpass/") };
  });
  for (const [policy, [role, awsRole]] of Object.entries(LOGINS)) {
    const token = tokenOf(await vault.awsLogin(role, awsRole));
    tokens.set(policy, token.client_token);
  }
  for (const policy of policies) {
    const trials = TRIALS.filter((trial) => trial.policy === policy);
    const refused = trials.filter(({ expected }) => expected === "refused").length;
    await results.see(
      `${policy}: ${trials.length - refused} requests allowed, ${refused} refused`,
      async () => {
        const client = vault.client.as(tokens.get(policy) ?? "");
        const wrong: string[] = [];
        for (const trial of trials) {
          const path = trial.path.replace("ACCESSOR", accessor);
          const { status, body } = await client.try(trial.method, path, trial.body);
          if (!isExpected(trial, status))
            wrong.push(`${trial.method} ${path}: ${status} ${body.slice(0, 200)}`);
        }
        if (wrong.length > 0) throw new Error(wrong.join("\n"));
      },
    );
  }
  await results.see("a node's policy steps the active node down, and an operator's does", async () => {
    for (const policy of ["hardened-node-lifecycle", "hardened-operators"]) {
      await vault.client.as(tokens.get(policy) ?? "").must("PUT", "sys/step-down");
      await until("a node is active again", 90, async () =>
        (await vault.client.try("GET", "sys/health")).status === 200 ? true : undefined,
      );
    }
  });
}

function isExpected({ expected }: Trial, status: number): boolean {
  if (expected === "allowed") return status >= 200 && status < 300;
  return status === (expected === "refused" ? 403 : expected);
}

/** Vault's own name of a login method. */
export async function accessorOf(root: VaultClient, method: string): Promise<string> {
  const { accessor } = dataOf(await root.must("GET", "sys/auth"))[method] as Json;
  return String(accessor);
}
