import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { ExecTrace } from "../exec-trace";
import type { Session } from "./session";

/** What looks like a secret, whoever's it is. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  "a token of Vault": /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY/,
  "a session token of AWS": /"?(SessionToken|aws_session_token)"?[ =:]+"?[A-Za-z0-9/+=]{40,}/i,
};

/** Nothing secret stands where it stays or where others read. */
export async function secretChecks(session: Session, trace: ExecTrace | undefined): Promise<void> {
  const { lab, results, secrets } = session;
  const find = (text: string): string | undefined => {
    const known = secrets.findIndex((secret) => text.includes(secret));
    if (known >= 0) return `secret ${known + 1} of this run`;
    return Object.entries(PATTERNS).find(([, pattern]) => pattern.test(text))?.[0];
  };
  const requireNone = (texts: Readonly<Record<string, string>>) => {
    for (const [where, text] of Object.entries(texts)) {
      const found = find(text);
      if (found !== undefined) throw new Error(`${found} in ${where}`);
    }
  };
  await results.see("the search finds what it looks for", () => {
    for (const text of [...secrets, `x hvs.${"A".repeat(90)}`, "-----BEGIN EC PRIVATE KEY-----"]) {
      if (find(`before ${text} after`) === undefined) throw new Error("a secret was not found");
    }
  });
  await results.see("nothing secret in journals, consoles and the logs of cloud-init", async () => {
    for (const machine of lab.machines) {
      const logs = await machine.readLogs();
      if (!/hardened-vault/.test(logs.journal ?? ""))
        throw new Error(`the journal of ${machine.name} is empty`);
      requireNone(
        Object.fromEntries(Object.entries(logs).map(([name, text]) => [`${name} of ${machine.name}`, text])),
      );
    }
  });
  await results.see("nothing secret in user data and in Terraform's state and plan", () => {
    for (const { instance } of lab.group.nodes) {
      requireNone({ "user data": Buffer.from(instance.userData, "base64").toString("utf8") });
    }
    const state = path.join(lab.folder, "terraform/terraform.tfstate");
    requireNone({
      state: existsSync(state) ? readFileSync(state, "utf8") : JSON.stringify(lab.deployment.resources()),
    });
  });
  const title = "nothing secret in the arguments of any program that a node started";
  if (trace === undefined) {
    results.leave(title, "programs were not recorded");
    return;
  }
  await results.see(title, async () => {
    const { commands, lost } = await trace.executed();
    results.note(`${commands.length} programs started on nodes, ${lost} records lost`);
    if (lost > 0) throw new Error(`${lost} records were lost`);
    if (!commands.some((command) => command.includes("hardened-vault-bootstrap")))
      throw new Error("the record misses the bootstrap");
    for (const command of commands) {
      const found = find(command);
      if (found !== undefined) throw new Error(`${found} in the arguments of ${command.slice(0, 60)}`);
    }
  });
}
