import { VaultPolicy } from "./policy";

/**
 * Sees how Vault is set up, and no secret: who checks, not who runs it.
 *
 * `sys/host-info` is in no policy: in the sandbox of a node Vault sees too little of its host to answer, and the answer that
 * it makes no audit device can write down.
 */
export const AUDITORS = new VaultPolicy("hardened-auditors", [
  { path: "sys/audit", capabilities: ["read", "sudo"] },
  { path: "sys/auth", capabilities: ["read"] },
  { path: "sys/config/state/sanitized", capabilities: ["read"] },
  { path: "sys/health", capabilities: ["read"] },
  { path: "sys/mounts", capabilities: ["read"] },
  { path: "sys/policies/acl", capabilities: ["list"] },
  { path: "sys/policies/acl/*", capabilities: ["read"] },
  { path: "sys/quotas/config", capabilities: ["read"] },
  { path: "sys/quotas/rate-limit", capabilities: ["list"] },
  { path: "sys/quotas/rate-limit/*", capabilities: ["read"] },
  { path: "sys/storage/raft/autopilot/state", capabilities: ["read"] },
  { path: "sys/storage/raft/configuration", capabilities: ["read"] },
  { path: "auth/aws/role", capabilities: ["list"] },
  { path: "auth/aws/role/*", capabilities: ["read"] },
  { path: "identity/entity/id", capabilities: ["list"] },
  { path: "identity/entity/id/*", capabilities: ["read"] },
  // Hashes a value as a device does, to find it in the audit log.
  { path: "sys/audit-hash/file", capabilities: ["update"] },
  { path: "sys/audit-hash/syslog", capabilities: ["update"] },
]);

/** Runs Vault day by day: sees its state, steps a node down, unlocks a user, ends leases; neither policies nor secrets. */
export const OPERATORS = new VaultPolicy("hardened-operators", [
  { path: "sys/health", capabilities: ["read"] },
  { path: "sys/metrics", capabilities: ["read"] },
  { path: "sys/mounts", capabilities: ["read"] },
  { path: "sys/auth", capabilities: ["read"] },
  { path: "sys/locked-users", capabilities: ["read"] },
  { path: "sys/locked-users/+/unlock/*", capabilities: ["update"] },
  { path: "sys/leases/lookup", capabilities: ["update"] },
  { path: "sys/leases/revoke", capabilities: ["update"] },
  { path: "sys/storage/raft/autopilot/state", capabilities: ["read"] },
  { path: "sys/storage/raft/configuration", capabilities: ["read"] },
  { path: "sys/storage/raft/remove-peer", capabilities: ["update"] },
  { path: "sys/step-down", capabilities: ["update", "sudo"] },
]);
