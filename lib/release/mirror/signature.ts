import { HardenedVaultError } from "../../core/errors";

/** Which keys may sign a release. */
export interface Trust {
  /** Public keys, armored or binary. Who brought them does not matter: the fingerprints decide. */
  readonly keys: readonly Uint8Array[];
  /** Fingerprints of the primary keys that are trusted, 40 (or, for version 6, 64) hexadecimal digits. */
  readonly fingerprints: readonly string[];
}

/** Who signed, and when. */
export interface Signer {
  /** Fingerprint of the primary key. */
  readonly fingerprint: string;
  /** Fingerprint of the key, often a subkey, that made the signature. */
  readonly signingKey: string;
  /** When the signature says that it was made. */
  readonly signedAt: Date;
}

/** Answers who signed a content; made by {@link trustedKeys}. */
export type Verifier = (content: Uint8Array, signature: Uint8Array) => Promise<Signer>;

/**
 * Reads the keys and keeps those that are trusted.
 *
 * @param now when the keys must be valid, besides the time of the signature
 * @throws RELEASE_KEY_UNTRUSTED when no key has a trusted fingerprint
 */
export async function trustedKeys(trust: Trust, now: Date = new Date()): Promise<Verifier> {
  // Loaded when it is used: help and refusals answer without it.
  const openpgp = await import("openpgp");
  const keys = (await Promise.all(trust.keys.map((bytes) => readKeys(openpgp, bytes)))).flat();
  const trusted = keys.filter((key) => trust.fingerprints.includes(fingerprintOf(key)));
  if (trusted.length === 0) {
    throw untrusted("no key has a trusted fingerprint", keys.map(fingerprintOf), trust);
  }

  return async (content, bytes) => {
    const signature = await openpgp
      .readSignature({ binarySignature: bytes })
      .catch((error: Error) => Promise.reject(badSignature(error.message)));
    const ids = signature.getSigningKeyIDs();
    const id = ids.find((id) => trusted.some((key) => key.getKeys(id).length > 0));
    const key = trusted.find((key) => key.getKeys(id).length > 0);
    if (id === undefined || key === undefined) {
      const got = ids.map((id) => id.toHex().toUpperCase());
      throw untrusted("the release is signed by an unknown key", got, trust);
    }
    const signingKey = await key
      .getSigningKey(id, now)
      .catch((error: Error) =>
        Promise.reject(untrusted("the key that signed the release is not valid now", error.message, trust)),
      );
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: content }),
      signature,
      verificationKeys: trusted,
      date: now,
      // A key whose life was prolonged carries newer self-signatures than releases it signed before. It is accepted
      // for those, because it is valid now; its creation is still compared with the signature's.
      config: { allowInsecureVerificationWithReformattedKeys: true },
    });
    const own = signatures.find(({ keyID }) => keyID.equals(id));
    await own?.verified.catch((error: Error) => Promise.reject(badSignature(error.message)));
    const signedAt = (await own?.signature)?.packets[0]?.created;
    if (!signedAt) throw badSignature("no signature of the trusted key");
    return { fingerprint: fingerprintOf(key), signingKey: fingerprintOf(signingKey), signedAt };
  };
}

type OpenPgp = typeof import("openpgp", { with: { "resolution-mode": "import" }});

async function readKeys(openpgp: OpenPgp, bytes: Uint8Array) {
  const armored = Buffer.from(bytes).toString("latin1").trimStart();
  try {
    return armored.startsWith("-----BEGIN ")
      ? await openpgp.readKeys({ armoredKeys: armored })
      : await openpgp.readKeys({ binaryKeys: bytes });
  } catch (error) {
    throw new HardenedVaultError({
      code: "RELEASE_KEY_UNTRUSTED",
      message: "a key cannot be read",
      got: (error as Error).message,
      expected: "an OpenPGP public key, armored or binary",
      repair: NEWEST_KEY,
    });
  }
}

function fingerprintOf(key: { getFingerprint(): string }): string {
  return key.getFingerprint().toUpperCase();
}

const NEWEST_KEY = "fetch https://www.hashicorp.com/.well-known/pgp-key.txt and give it with --key FILE";

function untrusted(message: string, got: unknown, { fingerprints }: Trust): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_KEY_UNTRUSTED",
    message,
    got,
    expected: `a valid key of ${fingerprints.join(" or ")}`,
    repair: `${NEWEST_KEY}; trust another fingerprint only after its owner announced it`,
  });
}

function badSignature(got: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_SIGNATURE_INVALID",
    message: "the signature of the release's sums is not good",
    got,
    expected: "SHA256SUMS and SHA256SUMS.sig as they were published",
    repair: "fetch both again from the official site; if that fails too, do not use the release",
  });
}
