import { operatorTerminal } from "../terminals";
import { VaultApi } from "../vault-api";
import { requireEqual, type Session } from "./session";

const PAGE = "rotate-an-operator";
/** Shares that are the recovery key together. */
const THRESHOLD = 3;
/** Who leaves, by their number. */
const LEAVING = 1;

/** One of the operators is replaced, as the page says: the rest make new shares, and the old ones are worth nothing. */
export async function operatorChecks(session: Session): Promise<void> {
  const { lab, results, shares, certificate } = session;
  const vault = new VaultApi(lab, certificate);
  const before = lab.brought.operators;
  const after = await before.replace(LEAVING);
  const terminal = await results.check(
    "operators at a terminal, with Vault's program and their public keys",
    () => operatorTerminal(lab, Object.fromEntries(after.publicKeys.map((key, n) => [`${n + 1}.asc`, key]))),
  );
  await results.see(`${PAGE}: the others make new shares, which count once they were given`, async () => {
    const begun = await terminal.follow(PAGE, 0);
    // A person types the share in where the command asks; here it reads it.
    const give = async (block: number, nonce: string, given: readonly string[]): Promise<string> => {
      let said = "";
      for (const typed of given) {
        said = await terminal.follow(PAGE, block, { words: { NONCE: `${nonce} -` }, typed });
      }
      return said;
    };
    const staying = shares.filter((_, number) => number !== LEAVING).slice(0, THRESHOLD);
    const made = await give(1, nonceOf(begun, "Nonce"), staying);
    const encrypted = [...made.matchAll(/^Key \d+ fingerprint: \S+; value: (\S+)$/gm)].map(
      ([, share = ""]) => share,
    );
    requireEqual("new shares", encrypted.length, before.publicKeys.length);
    const renewed = await Promise.all(encrypted.map((share, number) => after.open(number, share)));
    await requireRoot(vault, shares.slice(0, THRESHOLD), "an old share before the new ones are verified");
    await give(2, nonceOf(made, "Verification Nonce"), renewed.slice(0, THRESHOLD));
    await requireRoot(vault, renewed.slice(0, THRESHOLD), "the new shares");
    await requireNoRoot(vault, shares.slice(0, THRESHOLD));
    session.shares = renewed;
  });
}

/** Fails unless these shares make a root token, which is revoked at once. */
async function requireRoot(vault: VaultApi, shares: readonly string[], whose: string): Promise<void> {
  try {
    await vault.as(await vault.generateRoot(shares)).must("POST", "auth/token/revoke-self");
  } catch (error) {
    throw new Error(`${whose}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function requireNoRoot(vault: VaultApi, shares: readonly string[]): Promise<void> {
  const made = await vault.generateRoot(shares).catch(() => undefined);
  if (made !== undefined) throw new Error("the old shares still make a root token");
  await vault.must("DELETE", "sys/generate-root/attempt");
}

function nonceOf(text: string, label: string): string {
  const [, nonce] = new RegExp(`^${label}\\s+([0-9a-f-]{36})$`, "m").exec(text) ?? [];
  if (nonce === undefined) throw new Error(`no nonce in ${text}`);
  return nonce;
}
