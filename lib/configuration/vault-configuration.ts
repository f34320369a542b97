import { Mount } from "@cdktf/provider-vault/lib/mount";
import { Policy } from "@cdktf/provider-vault/lib/policy";
import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { RaftAutopilot } from "@cdktf/provider-vault/lib/raft-autopilot";
import { Lazy, type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { attachHardening } from "../checks/stack/attach";
import type { VaultHardeningProps } from "../checks/stack/vault-hardening";
import { HardenedVaultError } from "../core/errors";
import type { AuditDevice } from "../vault/audit-device";
import { CANARY_MOUNT } from "../vault/canary";
import { CANARY_ENGINE, type Foundation, foundation } from "../vault/foundation";
import { METRICS, NODE_LIFECYCLE, RESTORE_DRILL, SNAPSHOTS } from "../vault/machine-policies";
import { AUDITORS, OPERATORS } from "../vault/people-policies";
import type { VaultPolicy } from "../vault/policy";
import { TERRAFORM_POLICY, terraformPolicy } from "../vault/terraform-policy";
import { AuditDevices } from "./audit-devices";
import { type AuditedHeader, AuditedHeaders } from "./audited-headers";
import type { IVaultPolicy } from "./i-vault-policy";
import { importExisting } from "./imports";
import { KeyRotation, type KeyRotationProps } from "./key-rotation";
import { AwsLogin } from "./login/aws-login";
import { QuotaAuditing, RateLimit, type RateLimitOptions } from "./quotas";
import type { VaultReference } from "./vault-reference";
import { declareVaultScope, insideVault, type VaultScope } from "./vault-scope";

/** Properties of {@link VaultConfiguration}. */
export interface VaultConfigurationProps {
  /** The cluster. */
  readonly vault: VaultReference;
  /**
   * The provider, as `vaultProvider` makes it: without a token, with the certificate verified.
   *
   * @default - the default Vault provider of the stack
   */
  readonly provider?: TerraformProvider;
  /** Audit devices beside the two that every cluster has; a socket to a collector. @default - none */
  readonly furtherAuditDevices?: readonly AuditDevice[];
  /** Headers of requests that are written into the audit log. @default - x-request-id, hashed */
  readonly auditedHeaders?: readonly AuditedHeader[];
  /** What one client may send to all of Vault. @default - 500 requests a second, then 30 seconds refused */
  readonly rateLimit?: RateLimitOptions;
  /** When the key of Vault's storage is renewed. @default - every 90 days */
  readonly keyRotation?: KeyRotationProps;
  /** How the stack is judged in every synthesis. @default - by the profile `standard` */
  readonly hardening?: VaultHardeningProps;
}

/** Names of the policies that every cluster has. */
export interface ReadyPolicies {
  /** Runs Vault day by day; neither policies nor secrets. */
  readonly operators: IVaultPolicy;
  /** Sees how Vault is set up, and no secret. */
  readonly auditors: IVaultPolicy;
  /** What Terraform manages. */
  readonly terraform: IVaultPolicy;
  /** Takes snapshots. */
  readonly snapshots: IVaultPolicy;
  /** Reads metrics. */
  readonly metrics: IVaultPolicy;
  /** A node that comes or goes. */
  readonly nodeLifecycle: IVaultPolicy;
}

/**
 * What is inside Vault, as code: audit devices, logins, policies, quotas, autopilot. It takes over what the first boot
 * made, and owns it from then on. Put it into a stack of its own: Vault must run before it is applied.
 *
 * Login methods and secret engines are constructs below it: `new KeyValueEngine(configuration, "secrets")`.
 */
export class VaultConfiguration extends Construct {
  /** Policies for those who run, check and serve Vault. */
  public readonly policies: ReadyPolicies;
  /** Logins with AWS roles: the place to let applications in. */
  public readonly awsLogin: AwsLogin;
  private readonly inside: VaultScope;

  /** @throws AUDIT_DEVICE_INVALID, SETTING_INVALID */
  public constructor(scope: Construct, id: string, props: VaultConfigurationProps) {
    super(scope, id);
    const { provider, furtherAuditDevices = [] } = props;
    attachHardening(this, props.hardening ?? {});
    this.node.addValidation({ validate: () => unsafeProviders(this, provider) });
    const laid = layFoundation(props.vault);
    const devices = new AuditDevices(this, "audit", {
      provider,
      existing: laid.auditDevices,
      further: furtherAuditDevices,
    });
    this.inside = {
      provider,
      dependsOn: [...devices.resources],
      mounts: new Map(),
      managed: { logins: [], engines: [], auditedHeaders: [], secondFactors: false },
    };
    declareVaultScope(this, this.inside);
    const terraform = this.terraformPolicy(furtherAuditDevices.map(({ path }) => path));
    this.policies = {
      terraform,
      operators: this.addPolicy(OPERATORS),
      auditors: this.addPolicy(AUDITORS),
      snapshots: this.adopt(SNAPSHOTS),
      nodeLifecycle: this.adopt(NODE_LIFECYCLE),
      metrics: this.adopt(METRICS),
    };
    this.awsLogin = new AwsLogin(this, "aws-login", {
      client: laid.awsLoginClient,
      roles: laid.awsLoginRoles,
    });
    this.adoptAutopilot(laid);
    if (laid.canary !== undefined) this.adoptCanary();
    new RateLimit(this, "rate-limit", { quotaName: "everything", rate: 500, ...props.rateLimit });
    new QuotaAuditing(this, "quota-auditing");
    new AuditedHeaders(this, "audited-headers", props.auditedHeaders ?? [{ name: "x-request-id" }]);
    new KeyRotation(this, "key-rotation", props.keyRotation);
  }

  /** Writes a policy into Vault, for roles to be given. */
  public addPolicy(policy: VaultPolicy): IVaultPolicy {
    new Policy(this, `policy-${policy.name}`, {
      ...insideVault(this),
      name: policy.name,
      policy: policy.render(),
    });
    return { policyName: policy.name };
  }

  private adopt(policy: VaultPolicy): IVaultPolicy {
    const made = this.addPolicy(policy);
    importExisting(this, this.node.findChild(`policy-${policy.name}`) as Policy, policy.name);
    return made;
  }

  /** Before everything that it allows, and after the audit devices. */
  private terraformPolicy(auditDevices: readonly string[]): IVaultPolicy {
    const policy = new Policy(this, "terraform-policy", {
      ...insideVault(this),
      name: TERRAFORM_POLICY,
      policy: Lazy.stringValue({
        produce: () => terraformPolicy({ ...this.inside.managed, auditDevices }).render(),
      }),
    });
    importExisting(this, policy, TERRAFORM_POLICY);
    this.inside.dependsOn.push(policy);
    return { policyName: TERRAFORM_POLICY };
  }

  /** What a drill may look at, and the engine in which its canary is. What the canary says stays out of the state. */
  private adoptCanary(): void {
    this.adopt(RESTORE_DRILL);
    const engine = new Mount(this, "canary", {
      ...insideVault(this),
      path: CANARY_MOUNT,
      ...CANARY_ENGINE,
      lifecycle: { preventDestroy: true },
    });
    importExisting(this, engine, CANARY_MOUNT);
    this.inside.managed.engines.push({ path: CANARY_MOUNT, keeps: [] });
  }

  private adoptAutopilot({ autopilot }: Foundation): void {
    const made = new RaftAutopilot(this, "autopilot", {
      ...insideVault(this),
      cleanupDeadServers: autopilot.cleanup_dead_servers,
      deadServerLastContactThreshold: autopilot.dead_server_last_contact_threshold,
      lastContactThreshold: autopilot.last_contact_threshold,
      maxTrailingLogs: autopilot.max_trailing_logs,
      minQuorum: autopilot.min_quorum,
      serverStabilizationTime: autopilot.server_stabilization_time,
    });
    importExisting(this, made, "sys/storage/raft/autopilot/configuration");
  }
}

/** Where the audit log of every node lies. */
const AUDIT_FILE = "/var/log/vault/audit.log";

function layFoundation({ attributes }: VaultReference): Foundation {
  const { region, domainName, nodes, nodeRoleArn, configuratorRoleArn, restoreDrillRoleArn } = attributes;
  return foundation({
    region,
    domainName,
    nodes,
    auditFile: AUDIT_FILE,
    nodeRoleArn,
    configuratorRoleArn,
    // What the canary says was written at the first boot, and nobody writes it again.
    ...(restoreDrillRoleArn === undefined
      ? {}
      : { restoreDrill: { roleArn: restoreDrillRoleArn, life: "" } }),
  });
}

/** A token in the code is in state and history; an unverified certificate makes every login somebody else's. */
function unsafeProviders(construct: Construct, given: TerraformProvider | undefined): string[] {
  const candidates = given === undefined ? TerraformStack.of(construct).node.findAll() : [given];
  const providers = candidates.filter((node) => node instanceof VaultProvider);
  return providers.flatMap((provider) => {
    const problems = [
      ...(provider.tokenInput === undefined ? [] : ["it has a token"]),
      ...([undefined, false].includes(provider.skipTlsVerifyInput as boolean)
        ? []
        : ["it skips verification"]),
    ];
    return problems.map(
      (problem) =>
        new HardenedVaultError(
          {
            code: "SETTING_INVALID",
            message: `the Vault provider is not safe: ${problem}`,
            got: provider.node.path,
            expected: "auth_login_aws, and a certificate that is verified (TOK-01, TLS-06)",
            repair: "make it with vaultProvider(...)",
          },
          construct,
        ).message,
    );
  });
}
