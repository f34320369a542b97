import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/**
 * Makes PGP keys of operators for trials: `node build/examples/operator-keys.js FOLDER [COUNT]`.
 *
 * The private keys go to the folder, for who wants to open the recovery shares of a trial; the public keys are printed
 * as the JSON that `settings.json` holds under `operators`. Operators of a real cluster make their own keys, and keep
 * the private ones on a smart card.
 */
async function main([folder, count = "5"]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new Error("usage: operator-keys FOLDER [COUNT]");
  const { generateKey } = await import("openpgp");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const publicKeys: string[] = [];
  for (let number = 1; number <= Number(count); number += 1) {
    const keys = await generateKey({
      type: "ecc",
      curve: "curve25519Legacy",
      userIDs: [{ name: `Operator ${number}`, email: `operator-${number}@corp.example` }],
      format: "armored",
    });
    writeFileSync(path.join(folder, `operator-${number}.asc`), keys.privateKey, { mode: 0o600 });
    publicKeys.push(keys.publicKey.replaceAll("\r\n", "\n"));
  }
  process.stdout.write(`${JSON.stringify(publicKeys, null, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
