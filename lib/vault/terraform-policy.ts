import type { Capability } from "./capability";
import { type PathGrant, VaultPolicy } from "./policy";

/** Name of the policy by which Terraform manages Vault. */
export const TERRAFORM_POLICY = "hardened-terraform";

/** A mount whose settings Terraform manages. */
export interface ManagedMount {
  readonly path: string;
  /** Its settings, as paths below it: one segment for each name (`role/+`), so that what lies below a name stays out. */
  readonly keeps: readonly string[];
  /** Paths below it that are only read. @default - none */
  readonly reads?: readonly string[];
}

/** What Terraform manages beside what every cluster has. */
export interface ManagedByTerraform {
  /** Login methods, by their path below `auth/`. */
  readonly logins?: readonly ManagedMount[];
  /** Secret engines. */
  readonly engines?: readonly ManagedMount[];
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
    ...[{ path: "aws", keeps: ["config/client", "role/+"] }, ...logins].flatMap(loginGrants),
    ...engines.flatMap(engineGrants),
    ...(secondFactors ? SECOND_FACTORS : []),
  ];
  return new VaultPolicy(TERRAFORM_POLICY, grants);
}

const SECOND_FACTORS: readonly PathGrant[] = [
  { path: "identity/mfa/method/totp", capabilities: ["create", "update"] },
  { path: "identity/mfa/method/totp/+", capabilities: MANAGE },
  // These make and destroy people's secrets. The exact path counts, and the one capability does nothing there.
  { path: "identity/mfa/method/totp/admin-generate", capabilities: ["list"] },
  { path: "identity/mfa/method/totp/admin-destroy", capabilities: ["list"] },
  { path: "identity/mfa/login-enforcement/+", capabilities: MANAGE },
];

function loginGrants({ path, keeps, reads = [] }: ManagedMount): readonly PathGrant[] {
  return [
    withSudo(`sys/auth/${path}`, MANAGE),
    // The same as sys/auth/PATH/tune, which would need sudo.
    { path: `sys/mounts/auth/${path}`, capabilities: ["read"] },
    { path: `sys/mounts/auth/${path}/tune`, capabilities: SET },
    ...keeps.map((kept) => ({ path: `auth/${path}/${kept}`, capabilities: MANAGE })),
    ...reads.map((read) => ({ path: `auth/${path}/${read}`, capabilities: ["read"] as const })),
  ];
}

function engineGrants({ path, keeps }: ManagedMount): readonly PathGrant[] {
  return [
    { path: `sys/mounts/${path}`, capabilities: MANAGE },
    { path: `sys/mounts/${path}/tune`, capabilities: SET },
    ...keeps.map((kept) => ({ path: `${path}/${kept}`, capabilities: MANAGE })),
  ];
}

function withSudo(path: string, capabilities: readonly Capability[]): PathGrant {
  return { path, capabilities: [...capabilities, "sudo"] };
}
