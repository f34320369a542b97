import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { must, outcome, PLAIN } from "../command";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { operatorTerminal } from "../terminals";
import { VaultApi } from "../vault-api";
import { requireEqual, type Session } from "./session";

const PAGE = "recover-with-shares";
/** Shares that are the recovery key together. */
const THRESHOLD = 3;
/** Role of who may read the shares. */
const READER = "boot-test-share-reader";

/** The operators fetch their shares, open them, and make a root token together, by the commands of the page. */
export async function recoveryChecks(session: Session): Promise<void> {
  const { lab, results, shares, certificate } = session;
  let fetched = "";
  await results.see(`${PAGE}: who may read the shares fetches them`, async () => {
    fetched = await fetchShares(lab);
  });
  if (fetched !== "") await openOne(session, fetched, shares[0]);
  await results.see(`${PAGE}: operators make a root token with their shares, and revoke it`, async () => {
    const terminal = await operatorTerminal(lab);
    const begun = await terminal.follow(PAGE, 2);
    const nonce = said(begun, "Nonce");
    let last = "";
    // A person types the share in where the command asks; here it reads it.
    for (const typed of shares.slice(0, THRESHOLD)) {
      last = await terminal.follow(PAGE, 3, { words: { NONCE: `${nonce} -` }, typed });
    }
    const words = { ENCODED: said(last, "Encoded Token"), OTP: said(begun, "OTP") };
    const token = (await terminal.follow(PAGE, 4, { words })).trim();
    const vault = new VaultApi(lab, certificate).as(token);
    const { data } = (await vault.must("GET", "auth/token/lookup-self")) as { data: { policies: unknown } };
    requireEqual("its policies", data.policies, ["root"]);
    terminal.holds(token);
    await terminal.follow(PAGE, 5);
    requireEqual("the token", (await vault.try("GET", "auth/token/lookup-self")).status, 403);
  });
}

/** @returns the text of `shares.json` */
async function fetchShares(lab: Lab): Promise<string> {
  const { bucket, prefix } = lab.life();
  await lab.workstation.employ(READER, [
    {
      actions: ["s3:GetObject"],
      resource: `arn:aws:s3:::${bucket}/${prefix}*`,
    },
    {
      actions: ["kms:Decrypt"],
      resource: "*",
      condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com*" } },
    },
  ]);
  const [cluster = "", , life = ""] = prefix.split("/");
  const commands = commandsOf(PAGE, "Fetch the shares")
    .replaceAll("BUCKET", bucket)
    .replaceAll("CLUSTER", cluster)
    .replaceAll("UUID", life);
  const committed = await lab.workstation.run({ role: READER, commands });
  if (!/"attempt": ?1\b/.test(committed)) throw new Error(`nothing of a committed attempt in ${committed}`);
  return lab.workstation.file("shares.json");
}

/** One operator opens their share with GnuPG. */
async function openOne(
  { lab, results }: Session,
  fetched: string,
  expected: string | undefined,
): Promise<void> {
  const title = `${PAGE}: an operator opens their own share`;
  if ((await outcome("gpg", ["--version"])).code !== 0) {
    results.leave(title, "there is no gpg on this machine");
    return;
  }
  const key = await lab.brought.operators.exported(0);
  // A folder of its own: keys and agent of who runs the test have nothing to do with it.
  const GNUPGHOME = path.join(lab.folder, "operators/gnupg");
  mkdirSync(GNUPGHOME, { recursive: true, mode: 0o700 });
  const terminal = await operatorTerminal(lab, { "shares.json": fetched }, { GNUPGHOME });
  const home = { env: { ...PLAIN, GNUPGHOME } };
  try {
    await results.see(title, async () => {
      await must("gpg", ["--batch", "--quiet", "--import"], { ...home, input: key.armored });
      const share = await terminal.follow(PAGE, 1, { words: { FINGERPRINT: key.fingerprint } });
      requireEqual("the share", share.trim() === expected, true);
    });
  } finally {
    await outcome("gpgconf", ["--kill", "all"], home);
  }
}

function said(text: string, label: string): string {
  const [, value] = new RegExp(`^${label}\\s+(\\S+)$`, "m").exec(text) ?? [];
  if (value === undefined) throw new Error(`no ${label} in what was said`);
  return value;
}
