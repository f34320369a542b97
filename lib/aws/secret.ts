import type { Statement } from "../policy/document";
import type { IEncryptionKey } from "./i-encryption-key";

/**
 * Lets a role read one secret, and decrypt it through Secrets Manager only: the seal's own Decrypt comes without a
 * service in between and so cannot use this.
 *
 * @param name part of the statements' names
 */
export function readSecret(name: string, secretArn: string, key?: IEncryptionKey): readonly Statement[] {
  return [
    { sid: `Read${name}`, actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
    ...(key === undefined
      ? []
      : [
          {
            sid: `Decrypt${name}`,
            actions: ["kms:Decrypt"],
            resources: [key.keyArn],
            conditions: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com*" } },
          },
        ]),
  ];
}
