import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Seconds that a code stands for. */
const PERIOD = 30;

/**
 * What an authenticator shows (RFC 6238, SHA-256, 6 digits, 30 seconds).
 *
 * @param address `otpauth://...`, as it is read from the picture
 * @param at milliseconds since the epoch
 */
export function oneTimeCode(address: string, at = Date.now()): string {
  const { searchParams: given } = new URL(address);
  if (
    given.get("algorithm") !== "SHA256" ||
    given.get("digits") !== "6" ||
    given.get("period") !== `${PERIOD}`
  ) {
    throw new Error(`another authenticator is needed for ${address.replace(/secret=\w+/, "secret=...")}`);
  }
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 1000 / PERIOD)));
  const hash = createHmac("sha256", decoded(given.get("secret") ?? ""))
    .update(counter)
    .digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Codes that are wrong now, and a while before and after. */
export function wrongCodes(address: string, count: number): readonly string[] {
  const near = [-2, -1, 0, 1, 2].map((periods) => oneTimeCode(address, Date.now() + periods * PERIOD * 1000));
  const all = Array.from({ length: count + near.length }, (_, index) => String(index).padStart(6, "0"));
  return all.filter((code) => !near.includes(code)).slice(0, count);
}

/** Bytes of a text in base 32. */
function decoded(text: string): Buffer {
  const bits = [...text.replace(/=+$/, "")]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
