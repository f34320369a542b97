import type { EngineMount } from "./engine-mounts";
import { overlap, type PolicyPath } from "./vault-policy";

const TERRAFORM = "hardened-terraform";
const BREAK_GLASS = "hardened-break-glass";
const WRITES = ["create", "update", "patch", "delete"];

/** A setting, by its path. */
interface Setting {
  readonly path: string;
  readonly capabilities: readonly string[];
  /** Policies that are there for it, with what they may. */
  readonly by: Readonly<Record<string, readonly string[]>>;
}

/** Written by Terraform. */
function code(path: string, without: readonly string[] = []): Setting {
  return {
    path,
    capabilities: WRITES,
    by: { [TERRAFORM]: WRITES.filter((one) => ![...without, "patch"].includes(one)) },
  };
}

/** Written by nobody. */
function closed(path: string, capabilities: readonly string[] = WRITES): Setting {
  return { path, capabilities, by: {} };
}

/** Settings that make whoever changes them root, or hide what he does. */
const SETTINGS: readonly Setting[] = [
  code("sys/policies/*"),
  closed("sys/policy/*"),
  code("sys/audit/*", ["delete"]),
  code("sys/auth/*"),
  // Who tunes an engine decides what the log of it hashes, and who takes it out deletes what is in it.
  code("sys/mounts/*"),
  code("sys/namespaces/*"),
  // Who writes a role of a login method gives himself its policies.
  code("auth/+/role/*"),
  code("auth/+/roles/*"),
  code("auth/+/users/*"),
  code("auth/+/groups/*"),
  code("auth/+/certs/*"),
  code("auth/+/map/*"),
  code("auth/+/config"),
  code("auth/+/config/*"),
  code("sys/config/auditing/*"),
  closed("sys/config/cors"),
  closed("sys/config/ui/*"),
  closed("sys/replication/*"),
  code("sys/quotas/*"),
  code("sys/rotate/config"),
  code("sys/storage/raft/autopilot/configuration", ["delete"]),
  code("identity/*"),
  {
    path: "sys/storage/raft/snapshot",
    capabilities: ["read", "create", "update"],
    by: { "hardened-snapshots": ["read"] },
  },
  closed("sys/storage/raft/snapshot-force", ["create", "update"]),
  closed("sys/storage/raft/snapshot-auto/*"),
  {
    path: "sys/storage/raft/remove-peer",
    capabilities: ["create", "update"],
    by: { "hardened-node-lifecycle": ["update"], "hardened-operators": ["update"] },
  },
  closed("sys/raw/*", ["create", "read", "update", "delete", "list"]),
  ...["sys/generate-root/*", "sys/rekey/*", "sys/rekey-recovery-key/*"].map((path) => ({
    path,
    capabilities: ["create", "update"],
    by: { [BREAK_GLASS]: ["create", "update"] },
  })),
  ...["bootstrap", "demote", "join", "promote"].map((name) =>
    closed(`sys/storage/raft/${name}`, ["create", "update"]),
  ),
  closed("sys/storage/raft/snapshot-load/*"),
  ...["sys/loggers", "sys/loggers/*", "sys/internal/counters/config", "sys/activation-flags/*"].map((path) =>
    closed(path),
  ),
  ...["control-group", "group-policy-application", "reload/*"].map((name) => closed(`sys/config/${name}`)),
  ...["sys/managed-keys/*", "sys/sync/*", "sys/mfa/*"].map((path) => closed(path)),
  // Memory of the server, and requests on their way.
  ...["sys/pprof/*", "sys/in-flight-req"].map((path) => closed(path, ["read"])),
  ...["sys/rekey/backup", "sys/rekey/recovery-key-backup"].map((path) => closed(path, ["read", "delete"])),
  ...["catalog", "pins", "runtimes/catalog"].map((name) => closed(`sys/plugins/${name}/*`)),
  closed("sys/plugins/reload/*", ["create", "update"]),
  closed("sys/remount", ["create", "update"]),
  closed("sys/seal", ["create", "update"]),
  ...["revoke-force", "revoke-prefix"].map((name) => closed(`sys/leases/${name}/*`, ["create", "update"])),
  {
    path: "sys/step-down",
    capabilities: ["create", "update"],
    by: { "hardened-node-lifecycle": ["update"], "hardened-operators": ["update"] },
  },
  {
    path: "sys/locked-users/*",
    capabilities: ["create", "update"],
    by: { "hardened-operators": ["update"] },
  },
  closed("auth/token/create-orphan", ["create", "update"]),
  closed("auth/token/create", ["sudo"]),
  closed("auth/token/accessors", ["list", "sudo"]),
];

/** Settings of an engine, by its kind: who writes a role of it gives himself what it hands out. */
const OF_ENGINES: Readonly<Record<string, readonly Setting[]>> = {
  aws: [code("config/*"), code("roles/*"), code("static-roles/*")],
  database: [code("config/*"), code("roles/*"), code("static-roles/*")],
  kv: [code("config")],
  pki: [
    ...["config/*", "roles/*", "issuer/+", "issuers/*", "key/+", "keys/*"].map((path) => code(path)),
    ...["root", "root/*", "intermediate/*"].map((path) => code(path)),
  ],
  ssh: [code("config/*"), code("roles/*")],
  transit: [
    code("keys/+/config"),
    ...["keys/+/trim", "keys/+/import", "restore/*"].map((path) => closed(path)),
    ...["export/*", "backup/*"].map((path) => closed(path, ["read", "create", "update"])),
  ],
};

/** Of identity, only what the second factor of people needs. */
const IDENTITY = /^identity\/(mfa|lookup)\//;

/**
 * Settings that a path of a policy reaches beyond what its policy is for, a line each.
 *
 * @param mounts engines whose settings count as well
 */
export function settingsReached(
  { path, capabilities }: PolicyPath,
  policy: string,
  mounts: readonly EngineMount[],
): readonly string[] {
  return [...SETTINGS, ...mounts.flatMap(settingsOf)].flatMap((setting) => {
    const granted = capabilities.filter((one) => setting.capabilities.includes(one));
    if (granted.length === 0 || !overlap(path, setting.path)) return [];
    const allowed = setting.path === "identity/*" && !IDENTITY.test(path) ? [] : (setting.by[policy] ?? []);
    const beyond = granted.filter((one) => !allowed.includes(one));
    return beyond.length === 0 ? [] : [`${beyond.join(", ")} on ${path}, which takes in ${setting.path}`];
  });
}

const PLACED = new WeakMap<EngineMount, readonly Setting[]>();

function settingsOf(mount: EngineMount): readonly Setting[] {
  let placed = PLACED.get(mount);
  if (placed === undefined) {
    placed = (OF_ENGINES[mount.kind] ?? []).map((setting) => ({
      ...setting,
      path: `${mount.path}/${setting.path}`,
    }));
    PLACED.set(mount, placed);
  }
  return placed;
}
