import { until } from "../../boot/command";
import type { Results } from "../../boot/results";
import type { Applied, Applier } from "../applier";
import type { AuditLog, Mark } from "../audit-log";
import type { InsideVault } from "../inside-vault";
import { dataOf } from "../vault-client";

/** The quota for all of Vault. */
const QUOTA = "sys/quotas/rate-limit/everything";

/** Addresses that the first boot makes and the stack takes over. */
const IMPORTS = 12;

/** The stack is applied, and applied again: everything is imported, audited, and then as it should be. */
export async function applyTwice(vault: InsideVault, applier: Applier, results: Results): Promise<void> {
  const before = await Promise.all(vault.logs.map((log) => log.mark()));
  const first = await results.check(`apply by ${applier.title}`, () => applier.apply());
  results.note(figures(first));
  await results.see("every import succeeds, and nothing is destroyed or replaced", () => {
    if (first.imported.length !== IMPORTS) throw new Error(`imported: ${first.imported.join(", ")}`);
    if (first.lost.length > 0) throw new Error(`lost: ${first.lost.join(", ")}`);
  });
  await results.see(
    "each request of the apply is in both audit devices' files, with its answer",
    async () => {
      for (const [index, log] of vault.logs.entries()) {
        // The system's log takes a moment from the device to its file.
        const counted = await until(`each is in the file of ${log.device}`, 30, () =>
          requireAudited(log, before[index], first),
        );
        results.note(counted);
      }
    },
  );
  const second = await results.check("apply again", () => applier.apply());
  results.note(figures(second));
  await results.see("the second time there is nothing to change", () => {
    const { imported, added, changed, lost } = second;
    const all = [...imported, ...added, ...changed, ...lost];
    if (all.length > 0) throw new Error(all.join(", "));
  });
  await results.see("what somebody changed by hand is noticed and put back, and nothing else", async () => {
    const before = dataOf(await vault.withRoot((root) => root.must("GET", QUOTA)));
    await vault.withRoot((root) => root.must("POST", QUOTA, { rate: 100_000 }));
    const { imported, added, changed, lost } = await applier.apply();
    const all = [...imported, ...added, ...changed, ...lost];
    if (all.length !== 1 || !all[0]?.startsWith("vault_quota_rate_limit.")) throw new Error(all.join(", "));
    const { rate } = dataOf(await vault.withRoot((root) => root.must("GET", QUOTA)));
    if (rate !== before.rate) throw new Error(`the rate is ${rate}, and was ${before.rate}`);
  });
}

function figures({ imported, added, changed, lost, requests }: Applied): string {
  return `${imported.length} imported, ${added.length} added, ${changed.length} changed, ${lost.length} lost, ${requests.length} requests`;
}

/** Requests are compared by what they do where, since who sends them does not know the id that Vault gives them. */
async function requireAudited(
  log: AuditLog,
  since: Mark | undefined,
  { requests }: Applied,
): Promise<string> {
  const entries = await log.entries(since);
  const answered = new Set(
    entries.filter(({ type }) => type === "response").map(({ request }) => request.id),
  );
  const audited = new Map<string, number>();
  for (const { type, request } of entries) {
    if (type !== "request") continue;
    if (!answered.has(request.id)) throw new Error(`${log.device}: ${request.path} has no answer`);
    audited.set(request.path, (audited.get(request.path) ?? 0) + 1);
  }
  const sent = new Map<string, number>();
  for (const { path } of requests) {
    const plain = path.split("?")[0]?.replace(/\/$/, "") ?? "";
    sent.set(plain, (sent.get(plain) ?? 0) + 1);
  }
  const missing = [...sent].filter(([path, count]) => (audited.get(path) ?? 0) < count);
  if (requests.length === 0) throw new Error("no request was seen");
  if (missing.length > 0) {
    throw new Error(
      `${log.device} lacks ${missing.map(([path, count]) => `${path} (${audited.get(path) ?? 0} of ${count})`).join(", ")}`,
    );
  }
  return `${log.device}: ${requests.length} requests sent, ${entries.length} entries`;
}
