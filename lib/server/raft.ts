import { Duration } from "../core/duration";
import { block, type Fields } from "./fields";
import type { Relaxable } from "./relaxable";
import { type RetryJoin, retryJoin } from "./retry-join";
import { listOf, off, path, type Rule, text, time, whole } from "./rules";

/** Where and how Vault keeps its data: integrated storage (rule CFG-12). */
export interface RaftStorage {
  /**
   * Directory of the data: the mount point of an encrypted volume of its own, vault:vault 0700.
   *
   * @default "/var/lib/vault"
   */
  readonly path?: string;
  /** Name of the node: unique, and as stable as its volume. `NodeFact.instanceId` (rule CFG-12). */
  readonly nodeId: string;
  /** Whom the node joins when it starts without data. Tried in turn. */
  readonly retryJoin: readonly RetryJoin[];
  /**
   * Scales the timeouts of elections: 1 (fastest detection) to 10.
   *
   * @default - Vault's own: 5
   */
  readonly performanceMultiplier?: number;
  /** Log entries that are kept after a snapshot: 1 to 10 million. @default - Vault's own: 10000 */
  readonly trailingLogs?: number;
  /** Log entries after which Raft takes a snapshot: 1 to 10 million. @default - Vault's own: 8192 */
  readonly snapshotThreshold?: number;
  /** How often Raft looks whether a snapshot is due. @default - Vault's own: 120 seconds */
  readonly snapshotInterval?: Duration;
  /** Largest entry in bytes: 65536 to 33554432. @default - Vault's own: 1048576 */
  readonly maxEntrySize?: number;
  /** How often autopilot acts. @default - Vault's own: 10 seconds */
  readonly autopilotReconcileInterval?: Duration;
  /** How often autopilot looks. @default - Vault's own: 2 seconds */
  readonly autopilotUpdateInterval?: Duration;
  /** Version that automated upgrades compare. Enterprise only. @default - the version of the binary */
  readonly autopilotUpgradeVersion?: string;
  /** Zone of which one node votes. `NodeFact.availabilityZone`. Enterprise only. @default - none */
  readonly autopilotRedundancyZone?: string;
  /** Joins without a vote. @default false (a node that never votes weakens the quorum) */
  readonly retryJoinAsNonVoter?: Relaxable<boolean>;
}

/** The storage of a server: Raft, and nothing else (rule CFG-12). */
export interface Storage {
  /** Integrated storage. */
  readonly raft: RaftStorage;
}

/** Where the data of Raft are, unless the user moves them. */
export const DEFAULT_RAFT_PATH = "/var/lib/vault";

const word = text(/^[A-Za-z0-9_.@-]{1,128}$/, "letters, digits and the signs _.@-");
const interval = time(Duration.seconds(1), Duration.hours(24));

export const RAFT_FIELDS: Fields<RaftStorage> = {
  path: { key: "path", rule: path, fallback: DEFAULT_RAFT_PATH },
  nodeId: { key: "node_id", rule: word, required: true },
  performanceMultiplier: { key: "performance_multiplier", rule: whole(1, 10) },
  trailingLogs: { key: "trailing_logs", rule: whole(1, 10_000_000) },
  snapshotThreshold: { key: "snapshot_threshold", rule: whole(1, 10_000_000) },
  snapshotInterval: { key: "snapshot_interval", rule: interval },
  maxEntrySize: { key: "max_entry_size", rule: whole(65_536, 33_554_432) },
  autopilotReconcileInterval: { key: "autopilot_reconcile_interval", rule: interval },
  autopilotUpdateInterval: { key: "autopilot_update_interval", rule: interval },
  autopilotUpgradeVersion: {
    key: "autopilot_upgrade_version",
    rule: text(/^\d+\.\d+\.\d+(\.\d+)?$/, "a version such as 2.1.2"),
  },
  autopilotRedundancyZone: { key: "autopilot_redundancy_zone", rule: word },
  retryJoinAsNonVoter: { key: "retry_join_as_non_voter", rule: off },
  retryJoin: { key: "retry_join", rule: listOf(retryJoin, 1), required: true },
};

const STORAGE_FIELDS: Fields<Storage> = {
  raft: { key: "raft", rule: block(RAFT_FIELDS), required: true },
};

export const storage: Rule<Storage> = block(STORAGE_FIELDS);
