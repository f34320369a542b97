import { X509Certificate } from "node:crypto";
import { remembered } from "../../core/remembered";

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a text in PEM; those that cannot be read are left out. */
export const certificatesIn = remembered(256, (pem): readonly X509Certificate[] =>
  (pem.match(BLOCK) ?? []).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  }),
);

/** Whether its key is too small to be safe, or so big that Vault refuses it. */
export function isWeak({ publicKey }: X509Certificate): boolean {
  if (publicKey.asymmetricKeyType === "rsa") {
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits < 2048 || bits > 8192;
  }
  return publicKey.asymmetricKeyType === "dsa";
}
