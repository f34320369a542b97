/** How Raft looks after its members, by the names of `sys/storage/raft/autopilot/configuration`. */
export interface Autopilot {
  readonly cleanup_dead_servers: boolean;
  readonly dead_server_last_contact_threshold: string;
  readonly last_contact_threshold: string;
  readonly max_trailing_logs: number;
  readonly min_quorum: number;
  readonly server_stabilization_time: string;
}

/**
 * Removes members that are gone for ten minutes, as replaced machines are, but never below the number that the cluster
 * should have (CFG-13). Everything else is Vault's default, written out.
 *
 * @param nodes nodes of the cluster, 3 or 5
 */
export function foundationAutopilot(nodes: number): Autopilot {
  return {
    cleanup_dead_servers: true,
    dead_server_last_contact_threshold: "10m0s",
    last_contact_threshold: "10s",
    max_trailing_logs: 1000,
    min_quorum: nodes,
    server_stabilization_time: "10s",
  };
}
