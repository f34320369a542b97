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
  code("sys/mounts/auth/*"),
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
  closed("sys/plugins/catalog/*"),
  closed("sys/plugins/reload/*", ["create", "update"]),
  closed("sys/remount", ["create", "update"]),
  closed("sys/seal", ["create", "update"]),
  closed("sys/leases/revoke-force/*", ["create", "update"]),
  closed("auth/token/create-orphan", ["create", "update"]),
  closed("auth/token/create", ["sudo"]),
];

/** Of identity, only what the second factor of people needs. */
const IDENTITY = /^identity\/(mfa|lookup)\//;

/** Settings that a path of a policy reaches beyond what its policy is for, a line each. */
export function settingsReached({ path, capabilities }: PolicyPath, policy: string): readonly string[] {
  return SETTINGS.flatMap((setting) => {
    const granted = capabilities.filter((one) => setting.capabilities.includes(one));
    if (granted.length === 0 || !overlap(path, setting.path)) return [];
    const allowed = setting.path === "identity/*" && !IDENTITY.test(path) ? [] : (setting.by[policy] ?? []);
    const beyond = granted.filter((one) => !allowed.includes(one));
    return beyond.length === 0 ? [] : [`${beyond.join(", ")} on ${path}, which takes in ${setting.path}`];
  });
}
