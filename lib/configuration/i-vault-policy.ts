/** A policy that roles can be given. */
export interface IVaultPolicy {
  /** Name of the policy in Vault. */
  readonly policyName: string;
}
