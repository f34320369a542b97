import { CANARY_PATH } from "./canary";
import { VaultPolicy } from "./policy";

/** Takes a snapshot and nothing else: whoever can write there could replace all data (BKP-04). */
export const SNAPSHOTS = new VaultPolicy("hardened-snapshots", [
  { path: "sys/storage/raft/snapshot", capabilities: ["read"] },
]);

/** What a node does when it comes and goes: sees the members, steps down, takes itself out. */
export const NODE_LIFECYCLE = new VaultPolicy("hardened-node-lifecycle", [
  { path: "sys/storage/raft/autopilot/state", capabilities: ["read"] },
  { path: "sys/storage/raft/configuration", capabilities: ["read"] },
  { path: "sys/storage/raft/remove-peer", capabilities: ["update"] },
  { path: "sys/step-down", capabilities: ["update", "sudo"] },
]);

/** Reads the metrics. */
export const METRICS = new VaultPolicy("hardened-metrics", [{ path: "sys/metrics", capabilities: ["read"] }]);

/** What a restore drill looks at in the restored copy: settings, and one secret of no worth. */
export const RESTORE_DRILL = new VaultPolicy("hardened-restore-drill", [
  { path: CANARY_PATH, capabilities: ["read"] },
  { path: "sys/audit", capabilities: ["read", "sudo"] },
  { path: "sys/policies/acl", capabilities: ["list"] },
  { path: "sys/storage/raft/configuration", capabilities: ["read"] },
]);
