import type { Capability } from "./capability";
import { type PathGrant, VaultPolicy } from "./policy";

/** Name of the policy by which Terraform manages Vault. */
export const TERRAFORM_POLICY = "hardened-terraform";

/** What Terraform manages beside what every cluster has. */
export interface ManagedByTerraform {
  /** Login methods: path below `auth/`, and what it keeps below that path. */
  readonly logins?: readonly { readonly path: string; readonly keeps: readonly string[] }[];
  /** Secret engines: path, and what of their settings lies below it. */
  readonly engines?: readonly { readonly path: string; readonly keeps: readonly string[] }[];
  /** Paths of further audit devices. */
  readonly auditDevices?: readonly string[];
  /** Names of audited request headers. */
  readonly auditedHeaders?: readonly string[];
  /** Whether it manages second factors of people. */
  readonly secondFactors?: boolean;
}

const MANAGE: readonly Capability[] = ["create", "read", "update", "delete"];
const SET: readonly Capability[] = ["create", "read", "update"];

/**
 * What Terraform may do: exactly what it manages. It writes policies, so it is root's equal for who can change the code
 * that it applies; its logins are worth an alarm. It reads no secret, takes no snapshot, disables no audit device, and
 * its sudo is on whole paths only.
 */
export function terraformPolicy(managed: ManagedByTerraform = {}): VaultPolicy {
  const {
    logins = [],
    engines = [],
    auditDevices = [],
    auditedHeaders = [],
    secondFactors = false,
  } = managed;
  const grants: PathGrant[] = [
    { path: "sys/policies/acl", capabilities: ["list"] },
    { path: "sys/policies/acl/*", capabilities: MANAGE },
    { path: "sys/policies/password/*", capabilities: MANAGE },
    { path: "sys/quotas/config", capabilities: SET },
    { path: "sys/quotas/rate-limit/*", capabilities: MANAGE },
    { path: "sys/rotate/config", capabilities: SET },
    { path: "sys/storage/raft/autopilot/configuration", capabilities: SET },
    { path: "sys/audit", capabilities: ["read", "sudo"] },
    ...auditDevices.map((path) => withSudo(`sys/audit/${path}`, ["create", "update"])),
    ...auditedHeaders.map((name) => withSudo(`sys/config/auditing/request-headers/${name}`, MANAGE)),
    { path: "sys/auth", capabilities: ["read"] },
    { path: "sys/mounts", capabilities: ["read"] },
    ...[{ path: "aws", keeps: ["config/client", "role/*"] }, ...logins].flatMap(loginGrants),
    ...engines.flatMap(engineGrants),
    ...(secondFactors ? SECOND_FACTORS : []),
  ];
  return new VaultPolicy(TERRAFORM_POLICY, grants);
}

const SECOND_FACTORS: readonly PathGrant[] = [
  { path: "identity/mfa/method/totp", capabilities: ["create", "update"] },
  { path: "identity/mfa/method/totp/*", capabilities: MANAGE },
  { path: "identity/mfa/login-enforcement/*", capabilities: MANAGE },
];

function loginGrants({ path, keeps }: { readonly path: string; readonly keeps: readonly string[] }) {
  return [
    withSudo(`sys/auth/${path}`, MANAGE),
    // The same as sys/auth/PATH/tune, which would need sudo.
    { path: `sys/mounts/auth/${path}`, capabilities: ["read"] as const },
    { path: `sys/mounts/auth/${path}/tune`, capabilities: SET },
    ...keeps.map((kept) => ({ path: `auth/${path}/${kept}`, capabilities: MANAGE })),
  ];
}

function engineGrants({ path, keeps }: { readonly path: string; readonly keeps: readonly string[] }) {
  return [
    { path: `sys/mounts/${path}`, capabilities: MANAGE },
    { path: `sys/mounts/${path}/tune`, capabilities: SET },
    ...keeps.map((kept) => ({ path: `${path}/${kept}`, capabilities: MANAGE })),
  ];
}

function withSudo(path: string, capabilities: readonly Capability[]): PathGrant {
  return { path, capabilities: [...capabilities, "sudo"] };
}
