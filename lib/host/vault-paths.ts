/** Where Vault lives on a node. */
export const VAULT_PATHS = {
  /** The binary, root's. */
  binary: "/usr/local/bin/vault",
  /** The one configuration file. */
  configuration: "/etc/vault.d/vault.json",
  /** Raft data, on a volume of its own. */
  data: "/var/lib/vault",
  /** Audit log, on a volume of its own. */
  audit: "/var/log/vault",
} as const;

/** The account that takes snapshots: it is not Vault and reads none of its files. */
export const SNAPSHOT_ACCOUNT = "vaultsnap";
