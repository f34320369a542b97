import { type AuditDevice, foundationAuditDevices } from "./audit-device";
import { type Autopilot, foundationAutopilot } from "./autopilot";
import { type AwsLoginClient, type AwsLoginRole, awsLoginClient, awsLoginRole } from "./aws-login";
import { CANARY_MOUNT, CANARY_PATH, type Canary } from "./canary";
import { METRICS, NODE_LIFECYCLE, RESTORE_DRILL, SNAPSHOTS } from "./machine-policies";
import type { VaultPolicy } from "./policy";
import { TERRAFORM_POLICY, terraformPolicy } from "./terraform-policy";

/** What a cluster's foundation depends on. Texts may be marks that the node fills in, or references. */
export interface FoundationInput {
  readonly region: string;
  /** Name of the cluster that clients use. */
  readonly domainName: string;
  /** Nodes of the cluster. */
  readonly nodes: number;
  /** Path of the audit log on a node. */
  readonly auditFile: string;
  /** ARN of the role of the nodes. */
  readonly nodeRoleArn: string;
  /** ARN of the role that runs Terraform for Vault's own settings. */
  readonly configuratorRoleArn: string;
  /** Who looks into a restored snapshot, and what must be found there. @default - nobody */
  readonly restoreDrill?: {
    /** ARN of the role of the drill's machine. */
    readonly roleArn: string;
    /** Number of the cluster's life: a snapshot of another cluster does not have it. */
    readonly life: string;
  };
}

/**
 * What is inside every cluster when its root token is revoked: made by the first boot in this order, and imported and
 * owned by `VaultConfiguration` afterwards, so both render it from here.
 */
export interface Foundation {
  /** First of all, so that everything else is taken down. */
  readonly auditDevices: readonly AuditDevice[];
  readonly policies: readonly VaultPolicy[];
  readonly awsLoginClient: AwsLoginClient;
  readonly awsLoginRoles: readonly AwsLoginRole[];
  readonly autopilot: Autopilot;
  /** A secret that a restore drill looks for. @default - no drill */
  readonly canary?: Canary;
}

/** Names of the roles that the foundation has in the AWS login method. */
export const FOUNDATION_ROLES = {
  /** Terraform, for 15 minutes. */
  terraform: "terraform",
  /** The timer that takes snapshots, for 10 minutes. */
  snapshots: "snapshots",
  /** A node that comes or goes, for 5 minutes. */
  nodeLifecycle: "node-lifecycle",
  /** A restore drill, inside the restored copy, for 10 minutes. */
  restoreDrill: "restore-drill",
} as const;

/** The foundation of a cluster. */
export function foundation(input: FoundationInput): Foundation {
  const { region, domainName, nodes, auditFile, nodeRoleArn, configuratorRoleArn, restoreDrill } = input;
  return {
    auditDevices: foundationAuditDevices(auditFile),
    policies: [
      terraformPolicy(),
      SNAPSHOTS,
      NODE_LIFECYCLE,
      METRICS,
      ...(restoreDrill === undefined ? [] : [RESTORE_DRILL]),
    ],
    awsLoginClient: awsLoginClient(region, domainName),
    awsLoginRoles: [
      awsLoginRole({
        name: FOUNDATION_ROLES.terraform,
        roleArn: configuratorRoleArn,
        policies: [TERRAFORM_POLICY],
        seconds: 900,
        type: "service",
      }),
      awsLoginRole({
        name: FOUNDATION_ROLES.snapshots,
        roleArn: nodeRoleArn,
        policies: [SNAPSHOTS.name],
        seconds: 600,
        type: "batch",
      }),
      awsLoginRole({
        name: FOUNDATION_ROLES.nodeLifecycle,
        roleArn: nodeRoleArn,
        policies: [NODE_LIFECYCLE.name],
        seconds: 300,
        type: "batch",
      }),
      ...(restoreDrill === undefined
        ? []
        : [
            awsLoginRole({
              name: FOUNDATION_ROLES.restoreDrill,
              roleArn: restoreDrill.roleArn,
              policies: [RESTORE_DRILL.name],
              seconds: 600,
              type: "batch",
            }),
          ]),
    ],
    autopilot: foundationAutopilot(nodes),
    ...(restoreDrill === undefined ? {} : { canary: { life: restoreDrill.life } }),
  };
}

/** A request to Vault's API, without address and token. */
export interface VaultRequest {
  readonly method: "POST" | "PUT";
  /** Path below `/v1/`. */
  readonly path: string;
  readonly body: object;
}

/** The requests that lay a foundation, in their order; each may be sent again without harm but for those of the mounts. */
export function foundationRequests(laid: Foundation): readonly VaultRequest[] {
  return [
    ...laid.auditDevices.map(({ path, type, description, options }) => ({
      method: "PUT" as const,
      path: `sys/audit/${path}`,
      body: { type, description, options },
    })),
    ...laid.policies.map((policy) => ({
      method: "PUT" as const,
      path: `sys/policies/acl/${policy.name}`,
      body: { policy: policy.render() },
    })),
    { method: "POST", path: "sys/auth/aws", body: AWS_MOUNT },
    { method: "POST", path: "auth/aws/config/client", body: laid.awsLoginClient },
    ...laid.awsLoginRoles.map(({ name, ...role }) => ({
      method: "POST" as const,
      path: `auth/aws/role/${name}`,
      body: role,
    })),
    { method: "POST", path: "sys/storage/raft/autopilot/configuration", body: laid.autopilot },
    ...(laid.canary === undefined
      ? []
      : [
          { method: "POST" as const, path: `sys/mounts/${CANARY_MOUNT}`, body: CANARY_ENGINE },
          { method: "PUT" as const, path: CANARY_PATH, body: laid.canary },
        ]),
  ];
}

/** Description of the AWS login method. */
export const AWS_LOGIN_DESCRIPTION = "logins with AWS roles";

/** How the AWS login method is mounted: hidden, with short tokens. */
const AWS_MOUNT = {
  type: "aws",
  description: AWS_LOGIN_DESCRIPTION,
  config: {
    default_lease_ttl: "1h",
    max_lease_ttl: "24h",
    listing_visibility: "hidden",
    token_type: "default-service",
  },
} as const;

/** Where the canary lives: an engine of its own, in which nobody writes again. */
export const CANARY_ENGINE = {
  type: "kv",
  description: "what a restore drill looks for",
  options: { version: "1" },
} as const;
