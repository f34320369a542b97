import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ACCOUNT, type Emulators, REGION } from "../../terraform/emulators";
import type { Deployment } from "../deployment";
import type { Principal } from "../parties";
import { FOREIGN, surroundings } from "../surroundings";
import type { Judgement, Trial } from "../trial";

const ROOT = path.dirname(require.resolve("cdktf-hardened-vault/package.json"));
const PROGRAMS = path.join(ROOT, "test/permissions/emulator");

/** ARNs of what the emulator numbers itself. */
export type Foreign = Readonly<Record<(typeof FOREIGN)[number], string>>;

/** Makes what stands beside the stack in the emulated account. */
export async function surround(folder: string, emulators: Emulators): Promise<Foreign> {
  const { principals, targets } = surroundings(Object.fromEntries(FOREIGN.map((name) => [name, ""])));
  const roles = Object.values(principals).flatMap(({ name, accountId, assumedBy, policies }) =>
    assumedBy === "account"
      ? [{ name: name?.split("/").at(-1), account: accountId, policy: policies.allow }]
      : [],
  );
  const arns = Object.values(targets).flatMap(({ arn, accountId }) =>
    accountId === ACCOUNT && arn !== "" ? [arn] : [],
  );
  return (await python("surround.py", folder, emulators, { roles, arns })) as Foreign;
}

/** Sends the calls of the trials to the emulator, which enforces signatures and policies. */
export async function emulate(
  trials: readonly Trial[],
  { principals, targets }: Deployment,
  folder: string,
  emulators: Emulators,
): Promise<Readonly<Record<string, Judgement>>> {
  const judgements = await python("call.py", folder, emulators, {
    principals: Object.fromEntries(
      [...new Set(["node", ...trials.map(({ principal }) => principal)])].map((name) => [
        name,
        caller(principals[name] as Principal),
      ]),
    ),
    // What nodes, and S3 for them, would have made.
    objects: ["attempt", "committed", "shares", "snapshot", "snapshot-copy"].flatMap(
      (name) => targets[`object:${name}`]?.arn ?? [],
    ),
    trials: trials.map((trial) => ({
      id: trial.id,
      principal: trial.principal,
      action: trial.action,
      arn: targets[trial.resource]?.arn,
      source: sourceOf(trial)?.replace("@SNAPSHOTS@", targets["bucket:snapshots"]?.arn ?? ""),
    })),
  });
  return judgements as Readonly<Record<string, Judgement>>;
}

/** How the emulator's caller gets credentials; none at all for anonymous requests. */
function caller({ name, accountId, assumedBy }: Principal): object {
  if (name?.endsWith(".amazonaws.com") === true) return { service: name };
  if (assumedBy === undefined) return {};
  return { account: ACCOUNT, role: name, ...(assumedBy === "account" ? { account: accountId } : assumedBy) };
}

/** ARN of what a service acts for, where the trial says it or its account. */
function sourceOf({ when }: Trial): string | undefined {
  const account = when?.["aws:SourceAccount"];
  return (
    when?.["aws:SourceArn"] ?? (account === undefined ? undefined : `arn:aws:any:${REGION}:${account}:any`)
  );
}

async function python(
  program: string,
  folder: string,
  emulators: Emulators,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const [source, out] = [path.join(folder, `${program}.json`), path.join(folder, `${program}.out.json`)];
  const url = emulators.endpoints.sts;
  writeFileSync(source, JSON.stringify({ url, account: ACCOUNT, region: REGION, ...input }));
  await emulators.python(path.join(PROGRAMS, program), [source, out]);
  return JSON.parse(readFileSync(out, "utf8"));
}
