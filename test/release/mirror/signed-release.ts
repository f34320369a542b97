import { createCipheriv, createHash } from "node:crypto";

/** A key of a test. */
export interface TestKey {
  readonly publicKey: string;
  readonly fingerprint: string;
  sign(content: Uint8Array, date?: Date): Promise<Buffer>;
  /** The public key after it, or its subkey, was revoked. */
  revoked(what: "primary key" | "subkey"): Promise<Buffer>;
}

/** What is special about a key. */
export interface TestKeyOptions {
  /** @default - a day ago */
  readonly created?: Date;
  /** @default - never */
  readonly lifetimeSeconds?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day before or after now. */
export const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

/** A key made like the one that signs releases: the primary key certifies, a subkey signs. */
export async function testKey({
  created = daysFromNow(-1),
  lifetimeSeconds = 0,
}: TestKeyOptions = {}): Promise<TestKey> {
  const openpgp = await import("openpgp");
  const { privateKey } = await openpgp.generateKey({
    userIDs: [{ name: "Release signing of a test" }],
    subkeys: [{ sign: true }],
    date: created,
    keyExpirationTime: lifetimeSeconds,
    format: "object",
  });
  return {
    publicKey: privateKey.toPublic().armor(),
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    sign: async (content, date) =>
      Buffer.from(
        await openpgp.sign({
          message: await openpgp.createMessage({ binary: content }),
          signingKeys: privateKey,
          detached: true,
          format: "binary",
          date: date ?? new Date(Math.max(created.getTime(), Date.now() - 60_000)),
        }),
      ),
    revoked: async (what) => {
      if (what === "primary key") {
        return Buffer.from((await openpgp.revokeKey({ key: privateKey })).publicKey);
      }
      const changed = await openpgp.readPrivateKey({ armoredKey: privateKey.armor() });
      const [subkey] = changed.getSubkeys();
      if (subkey === undefined) throw new Error("the key has no subkey");
      changed.subkeys[0] = await subkey.revoke(changed.keyPacket as Parameters<typeof subkey.revoke>[0]);
      return Buffer.from(changed.toPublic().armor());
    },
  };
}

/** The files of a release by name, as the official site has them. */
export type ReleaseFiles = Map<string, Buffer>;

// Large enough to arrive in pieces. Nothing opens it: a zip is judged by its sum.
const ZIP_BYTES = 300_000;

function zip(architecture: string): Buffer {
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16, architecture));
  return Buffer.concat([Buffer.from("PK\x03\x04"), noise.update(Buffer.alloc(ZIP_BYTES))]);
}

/** A release of the shape that the official site has, signed by a key. */
export async function signedRelease(key: TestKey, version = "2.1.2"): Promise<ReleaseFiles> {
  const zips = ["amd64", "arm64"].map((name) => [`vault_${version}_linux_${name}.zip`, zip(name)] as const);
  const others = ["darwin_arm64", "windows_amd64"].map(
    (name) => [`vault_${version}_${name}.zip`, Buffer.from(name)] as const,
  );
  const sums = Buffer.from([...others, ...zips].map(([file, content]) => sumLine(file, content)).join(""));
  return signSums(new Map(zips), sums, key, version);
}

/** Puts sums and their signature into a release. */
export async function signSums(
  files: ReleaseFiles,
  sums: Buffer,
  key: TestKey,
  version = "2.1.2",
): Promise<ReleaseFiles> {
  const name = `vault_${version}_SHA256SUMS`;
  return files.set(name, sums).set(`${name}.sig`, await key.sign(sums));
}

/** SHA-256 in hexadecimal digits. */
export const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

const sumLine = (file: string, content: Uint8Array) => `${sha256(content)}  ${file}\n`;
