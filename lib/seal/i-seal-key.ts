import type { Statement } from "../policy/document";

/** A KMS key that seals Vault: made by this library or brought along. */
export interface ISealKey {
  /** ARN of the key, never of an alias: whoever repoints an alias would choose the key that seals Vault. */
  readonly keyArn: string;
  /** ARN of its replica in a second region. @default - none */
  readonly replicaKeyArn?: string;
  /** Who may use the key. */
  readonly grants: SealKeyGrants;
}

/** Gives roles the use of a seal key. */
export interface SealKeyGrants {
  /**
   * Lets a role seal and unseal: exactly Encrypt, Decrypt and DescribeKey.
   *
   * Whoever can decrypt with this key can join the cluster and so read everything in it.
   *
   * @param roleArn the role
   * @returns the statement for the role's own policy
   */
  unseal(roleArn: string): Statement;
}
