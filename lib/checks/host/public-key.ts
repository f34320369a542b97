import { createHash } from "node:crypto";

/** What a binary OpenPGP key says of itself (RFC 9580). */
export interface PublicKeyFacts {
  /** Fingerprint of the primary key, in capitals. */
  readonly fingerprint: string;
  /** Whether it, or a subkey, has an algorithm that encrypts. */
  readonly canEncrypt: boolean;
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

const PUBLIC_KEY = 6;
const PUBLIC_SUBKEY = 14;
const SECRET_KEYS: readonly number[] = [5, 7];
/** RSA, Elgamal, ECDH, X25519, X448. */
const ENCRYPTING: ReadonlySet<number> = new Set([1, 2, 16, 18, 25, 26]);
/** Hash, first byte and bytes of the length, by the version of the key. */
const FINGERPRINTS: Readonly<Record<number, readonly [hash: string, first: number, length: number]>> = {
  4: ["sha1", 0x99, 2],
  5: ["sha256", 0x9a, 4],
  6: ["sha256", 0x9b, 4],
};

/** Reads a public key in Base64; `undefined` where it is none, is cut short, or is a private one. */
export function readPublicKey(base64: string): PublicKeyFacts | undefined {
  const packets = packetsOf(Buffer.from(base64, "base64"));
  const [primary] = packets ?? [];
  if (packets === undefined || primary?.tag !== PUBLIC_KEY) return undefined;
  if (packets.some(({ tag }) => SECRET_KEYS.includes(tag))) return undefined;
  const fingerprint = fingerprintOf(primary);
  if (fingerprint === undefined) return undefined;
  const keys = packets.filter(({ tag }) => tag === PUBLIC_KEY || tag === PUBLIC_SUBKEY);
  // Version, four bytes of time, algorithm.
  return { fingerprint, canEncrypt: keys.some(({ body }) => ENCRYPTING.has(body[5] ?? 0)) };
}

function fingerprintOf({ body }: Packet): string | undefined {
  const [hash, first, length] = FINGERPRINTS[body[0] ?? 0] ?? [];
  if (hash === undefined || first === undefined || length === undefined) return undefined;
  const head = Buffer.alloc(1 + length);
  head.writeUInt8(first);
  head.writeUIntBE(body.length, 1, length);
  return createHash(hash).update(head).update(body).digest("hex").toUpperCase();
}

/** All packets; `undefined` where the bytes do not end with one. */
function packetsOf(bytes: Buffer): readonly Packet[] | undefined {
  const packets: Packet[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = bytes[at] ?? 0;
    const isNew = (head & 0xc0) === 0xc0;
    const size = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 3);
    if ((head & 0x80) === 0 || size === undefined) return undefined;
    const [length, start] = size;
    if (start + length > bytes.length) return undefined;
    packets.push({
      tag: isNew ? head & 0x3f : (head >> 2) & 0xf,
      body: bytes.subarray(start, start + length),
    });
    at = start + length;
  }
  return packets;
}

type Size = readonly [length: number, start: number];

function newLength(bytes: Buffer, at: number): Size | undefined {
  const first = bytes[at] ?? 0;
  if (first < 192) return [first, at + 1];
  if (first < 224) return [((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192, at + 2];
  return first === 255 && at + 5 <= bytes.length ? [bytes.readUInt32BE(at + 1), at + 5] : undefined;
}

function oldLength(bytes: Buffer, at: number, kind: number): Size | undefined {
  const count = [1, 2, 4][kind];
  if (count === undefined || at + count > bytes.length) return undefined;
  return [bytes.readUIntBE(at, count), at + count];
}
