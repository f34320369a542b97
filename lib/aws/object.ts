import type { Statement } from "../policy/document";
import type { IEncryptionKey } from "./i-encryption-key";

/**
 * Lets a role fetch one object, also an old version of it, and decrypt it through S3 only: the seal's own Decrypt
 * comes without a service in between and so cannot use this.
 *
 * @param name part of the statements' names
 */
export function fetchObject(name: string, objectArn: string, key?: IEncryptionKey): readonly Statement[] {
  return [
    { sid: `Fetch${name}`, actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: [objectArn] },
    ...(key === undefined
      ? []
      : [
          {
            sid: `Decrypt${name}`,
            actions: ["kms:Decrypt"],
            resources: [key.keyArn],
            conditions: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com*" } },
          },
        ]),
  ];
}
