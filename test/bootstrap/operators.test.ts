import { Operators } from "../../lib";
import { expectRefused } from "../support/errors";

interface Made {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly revocationCertificate: string;
}

const make = async (number: number, more: object = {}): Promise<Made> => {
  const { generateKey } = await import("openpgp");
  const userIDs = [{ name: `Operator ${number}`, email: `operator-${number}@corp.example` }];
  return generateKey({ type: "ecc", curve: "curve25519Legacy", userIDs, format: "armored", ...more });
};

describe("operators with PGP keys", () => {
  let keys: string[];
  beforeAll(async () => {
    keys = (await Promise.all([1, 2, 3, 4, 5].map((number) => make(number)))).map((key) => key.publicKey);
  });

  test("are taken with their fingerprints and their keys, binary, as Vault wants them", async () => {
    const { readKey } = await import("openpgp");
    const operators = Operators.pgp(keys, { threshold: 3 });
    expect(operators).toMatchObject({ threshold: 3, fewerReason: undefined });
    expect(operators.keys).toHaveLength(5);
    for (const [index, key] of operators.keys.entries()) {
      const read = await readKey({ armoredKey: keys[index] as string });
      expect(key.fingerprint).toBe(read.getFingerprint().toUpperCase());
      expect(key.userIds).toEqual([`Operator ${index + 1} <operator-${index + 1}@corp.example>`]);
      expect((await readKey({ binaryKey: Buffer.from(key.publicKey, "base64") })).isPrivate()).toBe(false);
    }
  });

  test("fewer are taken with a reason, which is kept", () => {
    const reason = "a cluster for one afternoon, thrown away afterwards";
    expect(Operators.pgp(keys.slice(0, 2), { threshold: 2, allowFewer: { reason } }).fewerReason).toBe(
      reason,
    );
    expect(Operators.pgp(keys, { threshold: 3, allowFewer: { reason } }).fewerReason).toBeUndefined();
    expectRefused("REASON_REQUIRED", () =>
      Operators.pgp(keys.slice(0, 2), { threshold: 2, allowFewer: { reason: "short" } }),
    );
  });

  test.each([
    ["four of them", 4, 3],
    ["a threshold of two", 5, 2],
    ["a threshold above their number", 5, 6],
    ["a threshold that is no number", 5, 3.5],
    ["none", 0, 3],
  ])("refuses %s", (_, count, threshold) => {
    expectRefused("OPERATORS_TOO_FEW", () => Operators.pgp(keys.slice(0, count), { threshold }));
  });

  test("refuses one holder of many shares, even with a reason", () => {
    expectRefused("OPERATORS_TOO_FEW", () =>
      Operators.pgp(keys.slice(0, 3), {
        threshold: 1,
        allowFewer: { reason: "somebody thought that one would be enough" },
      }),
    );
  });

  test("refuses a key that is there twice", () => {
    const [first = "", ...others] = keys;
    const operators = Operators.pgp([first, ...others.slice(0, 3), first], { threshold: 3 });
    expectRefused("OPERATOR_KEY_INVALID", () => operators.keys);
  });

  test("refuses keys that cannot be used, says why, and repeats no private key", async () => {
    const { readKey, revokeKey } = await import("openpgp");
    const good = await make(6);
    const revoked = await revokeKey({
      key: await readKey({ armoredKey: good.publicKey }),
      revocationCertificate: good.revocationCertificate,
      format: "armored",
    });
    const lastWeek = new Date(Date.now() - 7 * 86_400_000);
    const expired = await make(7, { date: lastWeek, keyExpirationTime: 3600 });
    const signing = await make(8, { subkeys: [{ sign: true }] });
    const cases: readonly (readonly [string, RegExp])[] = [
      [good.privateKey, /it is a private key/],
      [expired.publicKey, /expired/],
      [String(revoked.publicKey), /revoked/],
      [signing.publicKey, /encryption/],
      ["no key at all", /cannot be used/],
      [`${good.publicKey.slice(0, 300)}`, /cannot be used/],
    ];
    for (const [key, says] of cases) {
      const operators = Operators.pgp([...keys.slice(0, 4), key], { threshold: 3 });
      const error = expectRefused("OPERATOR_KEY_INVALID", () => operators.keys);
      expect(String(error)).toMatch(says);
      expect(String(error)).toMatch(/key 5 of/);
      expect(String(error)).not.toContain(good.privateKey.split("\n")[3]);
    }
  });
});
