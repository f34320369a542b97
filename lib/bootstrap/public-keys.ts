import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { HardenedVaultError } from "../core/errors";

/** A public key that was checked. */
export interface PublicKey {
  /** Fingerprint of the primary key, in capitals. */
  readonly fingerprint: string;
  /** Who it says that it belongs to. */
  readonly userIds: readonly string[];
  /** The key, binary, in Base64: as Vault takes it. */
  readonly publicKey: string;
}

type Answer = PublicKey | { readonly problem: string };

/** Read once in a process: a synthesis may build the same stack several times. */
const known = new Map<string, () => Answer>();

/**
 * Begins to read and check operators' keys: public, with a valid self-signature, not expired or revoked, able to encrypt.
 *
 * The library that reads OpenPGP answers later, and a constructor cannot wait for it; so it runs in a thread of its own
 * while the stack is built.
 *
 * @returns gives the keys, and sleeps until they are there; throws OPERATOR_KEY_INVALID
 */
export function readPublicKeys(armored: readonly string[]): () => readonly PublicKey[] {
  const unknown = [...new Set(armored)].filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const answers = inThread(unknown);
    for (const [index, key] of unknown.entries()) known.set(key, () => answers()[index] ?? UNCHECKED);
  }
  return () => armored.map(required);
}

const UNCHECKED: Answer = { problem: "it could not be checked" };

function required(key: string, index: number): PublicKey {
  const answer = known.get(key)?.() ?? UNCHECKED;
  if (!("problem" in answer)) return answer;
  throw new HardenedVaultError({
    code: "OPERATOR_KEY_INVALID",
    message: `key ${index + 1} of Operators.pgp cannot be used: ${answer.problem}`,
    // A private key must not end in a log.
    got: String(key).split("\n")[0],
    expected: "an armored public key that can encrypt, is not expired and not revoked",
    repair: "let the operator export it: gpg --armor --export NAME",
  });
}

/** How long the thread may take, in milliseconds; it needs a fraction of a second. */
const LONGEST = 30_000;

/** Starts the thread; what is returned sleeps until it has answered. */
function inThread(keys: readonly string[]): () => readonly Answer[] {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { keys, signal, port: port2, openpgp: require.resolve("openpgp") },
    transferList: [port2],
  });
  // Nobody may ask, and then nothing waits for it.
  worker.unref();
  let answers: readonly Answer[] | undefined;
  return () => {
    if (answers !== undefined) return answers;
    Atomics.wait(signal, 0, 0, LONGEST);
    answers = (receiveMessageOnPort(port1)?.message as readonly Answer[] | undefined) ?? [];
    port1.close();
    void worker.terminate();
    return answers;
  };
}

const PROGRAM = `
const { workerData: { keys, signal, port, openpgp: file } } = require("node:worker_threads");
const openpgp = require(file);
const check = async (armored) => {
  try {
    const all = await openpgp.readKeys({ armoredKeys: armored });
    if (all.length !== 1) return { problem: "there are " + all.length + " keys in it" };
    const [key] = all;
    if (key.isPrivate()) return { problem: "it is a private key; whoever has seen it can open the share" };
    await key.getEncryptionKey();
    return {
      fingerprint: key.getFingerprint().toUpperCase(),
      userIds: key.getUserIDs(),
      publicKey: Buffer.from(key.write()).toString("base64"),
    };
  } catch (error) {
    return { problem: String(error.message).replace(/^Error[^:]*: /, "") };
  }
};
Promise.all(keys.map(check)).then((answers) => {
  port.postMessage(answers);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
`;
