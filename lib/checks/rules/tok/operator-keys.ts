import { type Observation, passIf } from "../../engine/observation";
import type { OperatorsOnNode } from "../../host/first-boot";
import { readPublicKey } from "../../host/public-key";

const LEAST_SHARES = 5;
const LEAST_THRESHOLD = 3;

/** The recovery key is shared among enough people, each with a key of their own. */
export function shared({ threshold, keys }: OperatorsOnNode): readonly Observation[] {
  const read = keys.map(({ fingerprint, publicKey }) => ({
    stated: String(fingerprint),
    facts: typeof publicKey === "string" ? readPublicKey(publicKey) : undefined,
  }));
  const different = new Set(read.map(({ facts }) => facts?.fingerprint));
  return [
    ...sharedAmong(keys.length, threshold),
    ...read
      .filter(({ facts, stated }) => facts?.canEncrypt !== true || facts.fingerprint !== stated)
      .map(({ facts, stated }) =>
        passIf(false, {
          actual:
            facts === undefined
              ? `the key of ${stated} is no public key`
              : `the key of ${stated} has the fingerprint ${facts.fingerprint}${facts.canEncrypt ? "" : " and cannot encrypt"}`,
          expected: "the public key that the fingerprint names, which can encrypt",
        }),
      ),
    passIf(different.size === keys.length, {
      actual: `${different.size} different keys for ${keys.length} shares`,
      expected: "a key of its own for each share",
    }),
  ];
}

/** So many shares, of which so many are needed. */
export function sharedAmong(shares: number, threshold: unknown): readonly Observation[] {
  const isEnough =
    typeof threshold === "number" &&
    Number.isInteger(threshold) &&
    threshold >= LEAST_THRESHOLD &&
    threshold <= shares;
  return [
    passIf(shares >= LEAST_SHARES, {
      actual: `the recovery key has ${shares} shares`,
      expected: `${LEAST_SHARES} shares or more, one for each operator`,
    }),
    passIf(isEnough, {
      actual: `the recovery key has a threshold of ${String(threshold)}`,
      expected: `a threshold from ${LEAST_THRESHOLD} to the number of shares`,
    }),
  ];
}
