/** What must be known of a cluster to set it up from inside. Texts may be references to another stack. */
export interface VaultReferenceAttributes {
  readonly clusterName: string;
  /** Name of the cluster that clients use; its logins carry it signed. */
  readonly domainName: string;
  /** AWS region of the cluster. */
  readonly region: string;
  /** Exact version of Vault. It is not asked for: the listener does not tell it. */
  readonly version: string;
  /** Nodes of the cluster, 3 or 5. */
  readonly nodes: number;
  /** ARN of the role of its nodes. */
  readonly nodeRoleArn: string;
  /** ARN of the role that runs Terraform for Vault's own settings, as it was given to the cluster. */
  readonly configuratorRoleArn: string;
  /** ARN of the role of the machine for restore drills. @default - the cluster has no drills */
  readonly restoreDrillRoleArn?: string;
}

/** A cluster that can be referred to. */
export interface IReferableVault {
  readonly reference: VaultReferenceAttributes;
}
