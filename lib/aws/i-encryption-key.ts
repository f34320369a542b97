/** A KMS key that encrypts something other than Vault's seal: volumes, log groups, objects. */
export interface IEncryptionKey {
  /** ARN of the key, never of an alias: an alias can be pointed elsewhere. */
  readonly keyArn: string;
}
