/** Files that say how far this node is; Vault's unit does not start without one of the first two. */
export const LIFE_MARKS = {
  /** The node belongs to a committed cluster; it outlives reboots. */
  committed: "/var/lib/hardened-vault/committed",
  /** The node initialises a cluster just now; gone after a reboot, so that half a cluster never starts by itself. */
  attempting: "/run/hardened-vault/attempt",
  /** Number of the attempt that made the data on the volume, until it is committed. */
  attempt: "/var/lib/hardened-vault/attempt",
  /** The launch hook was completed. */
  inService: "/var/lib/hardened-vault/in-service",
} as const;
