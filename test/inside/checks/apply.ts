import type { Results } from "../../boot/results";
import type { Applied } from "../applier";
import type { AuditLog } from "../audit-log";
import type { Run } from "../run";
import { dataOf } from "../vault-client";

/** The quota for all of Vault. */
const QUOTA = "sys/quotas/rate-limit/everything";

/** Addresses that the first boot makes and the stack takes over. */
const IMPORTS = 12;

/** The stack is applied, and applied again: everything is imported, audited, and then as it should be. */
export async function applyTwice(run: Run, results: Results): Promise<void> {
  const before = run.logs.map((log) => log.length());
  const first = await results.check(`apply by ${run.applier.title}`, () => run.applier.apply());
  results.note(figures(first));
  await results.see("every import succeeds, and nothing is destroyed or replaced", () => {
    if (first.imported.length !== IMPORTS) throw new Error(`imported: ${first.imported.join(", ")}`);
    if (first.lost.length > 0) throw new Error(`lost: ${first.lost.join(", ")}`);
  });
  await results.see("each request of the apply is in both audit devices' files, with its answer", () => {
    const counts = run.logs.map((log, index) => requireAudited(log, before[index] ?? 0, first));
    results.note(counts.join("; "));
  });
  const second = await results.check("apply again", () => run.applier.apply());
  results.note(figures(second));
  await results.see("the second time there is nothing to change", () => {
    const { imported, added, changed, lost } = second;
    const all = [...imported, ...added, ...changed, ...lost];
    if (all.length > 0) throw new Error(all.join(", "));
  });
  await results.see("what somebody changed by hand is noticed and put back, and nothing else", async () => {
    const before = dataOf(await run.withRoot((root) => root.must("GET", QUOTA)));
    await run.withRoot((root) => root.must("POST", QUOTA, { rate: 100_000 }));
    const { imported, added, changed, lost } = await run.applier.apply();
    const all = [...imported, ...added, ...changed, ...lost];
    if (all.length !== 1 || !all[0]?.startsWith("vault_quota_rate_limit.")) throw new Error(all.join(", "));
    const { rate } = dataOf(await run.withRoot((root) => root.must("GET", QUOTA)));
    if (rate !== before.rate) throw new Error(`the rate is ${rate}, and was ${before.rate}`);
  });
}

function figures({ imported, added, changed, lost, requests }: Applied): string {
  return `${imported.length} imported, ${added.length} added, ${changed.length} changed, ${lost.length} lost, ${requests.length} requests`;
}

/** Requests are compared by what they do where, since who sends them does not know the id that Vault gives them. */
function requireAudited(log: AuditLog, from: number, { requests }: Applied): string {
  const entries = log.entries(from);
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
