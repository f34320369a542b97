import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingSchedule } from "@cdktf/provider-aws/lib/autoscaling-schedule";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { requireClusterName } from "../aws/names";
import { SecurityGroup } from "../aws/security-group";
import type { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { type MachineEnd, renderUserData } from "../host";
import type { IVaultNetwork } from "../network/i-vault-network";
import { renderPolicy, type Statement } from "../policy/document";
import { CLUSTER_TAG } from "../server";
import { launchTemplate, type NodeVolumes, volumeSizes } from "./launch-template";
import type { NodeBundle } from "./node-bundle";

/** Properties of {@link RestoreDrill}. */
export interface RestoreDrillProps extends AwsProviderProps {
  /** Name of the cluster whose snapshots are restored. */
  readonly clusterName: string;
  /** Where the machine stands: `drillSubnets()` of this network. */
  readonly network: IVaultNetwork;
  /** Files of the machine. */
  readonly bundle: NodeBundle;
  /** Facts that the user data hands over. */
  readonly facts: Readonly<Record<string, string>>;
  /** Image of the machine: that of the nodes. May be a token. */
  readonly imageId: string;
  /** Type of the machine: that of the nodes. */
  readonly instanceType: string;
  /** Sizes of its volumes: those of the nodes, or a snapshot may not fit. @default - 20, 50 and 50 GiB */
  readonly volumes?: NodeVolumes;
  /** Key of the volumes; its policy admits the service-linked role. */
  readonly volumesKey: IEncryptionKey;
  /** Role that the group launches its machine with. */
  readonly serviceLinkedRoleArn: string;
  /** When the machine starts and ends, as cron(8) writes it, in UTC. */
  readonly starts: string;
  readonly ends: string;
  /** When the machine ends by itself, whatever happens. */
  readonly timeLimit: Duration;
  /** The metric that tells that a machine came to nothing before its drill began. */
  readonly failure: MachineEnd["failure"];
}

/**
 * A machine that is not there, but for an hour twice a week: it restores the newest snapshot and ends itself.
 *
 * It ends in three ways, each without the others: its drill switches it off; its first command was to switch it off after
 * the limit; its group goes back to none. A machine that ended is not replaced, because the group does not replace.
 */
export class RestoreDrill extends Construct {
  /** ARN of the role of the machine. */
  public readonly roleArn: string;
  private readonly statements: Statement[] = [];

  public constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { provider, network, bundle } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const name = `${clusterName}-drill`;
    const subnets = network.drillSubnets();
    if (subnets.length === 0) {
      throw new HardenedVaultError(
        {
          code: "SUBNETS_INVALID",
          message: "restore drills have no subnets to be in",
          got: subnets,
          expected: "drillSubnets in the network that was brought",
          repair:
            "name subnets whose route table leads to S3's gateway endpoint alone, or take restoreDrill out",
        },
        this,
      );
    }
    const account = AwsAccount.of(this, provider);
    const roleName = `${clusterName}-restore-drill-${account.region}`;
    const role = new IamRole(this, "role", {
      provider,
      name: roleName,
      description: `Restore drills of the Vault cluster ${clusterName}`,
      assumeRolePolicy: renderPolicy([
        {
          sid: "Instances",
          principals: { Service: [`ec2.${account.dnsSuffix}`] },
          actions: ["sts:AssumeRole"],
        },
      ]),
    });
    const policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "restore-drill",
      role: role.name,
      policy: Lazy.stringValue({ produce: () => renderPolicy(this.statements) }),
    });
    this.roleArn = role.arn;
    const profile = new IamInstanceProfile(this, "profile", {
      provider,
      name: roleName,
      role: role.name,
    });

    const template = launchTemplate(this, {
      provider,
      clusterName: name,
      description: `Restore drills of the Vault cluster ${clusterName}`,
      endsWithShutdown: true,
      imageId: props.imageId,
      instanceType: props.instanceType,
      instanceProfileArn: profile.arn,
      securityGroupId: this.securityGroup(name, props).groupId,
      volumesKey: props.volumesKey,
      volumes: volumeSizes(props.volumes),
      userData: Lazy.stringValue({
        produce: () =>
          HardenedVaultError.locate(this, () =>
            renderUserData({
              ...bundle.location,
              region: account.region,
              sha256: bundle.sha256,
              launch: { endsAfter: props.timeLimit.toSeconds() / 60, failure: props.failure },
              facts: { AWS_REGION: account.region, ...props.facts },
            }),
          ),
      }),
    });
    bundle.belongsTo(`${template.terraformResourceType}.${template.friendlyUniqueId}`);
    const group = new AutoscalingGroup(this, "Resource", {
      provider,
      name,
      minSize: 0,
      maxSize: 1,
      desiredCapacity: 0,
      vpcZoneIdentifier: subnets.map(({ subnetId }) => subnetId),
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      serviceLinkedRoleArn: props.serviceLinkedRoleArn,
      healthCheckType: "EC2",
      // A machine that ended has done its work: nobody replaces it.
      suspendedProcesses: ["AZRebalance", "ReplaceUnhealthy"],
      waitForCapacityTimeout: "0",
      tag: [
        { key: "Name", value: name, propagateAtLaunch: true },
        { key: CLUSTER_TAG, value: name, propagateAtLaunch: true },
      ],
      // The schedule changes it.
      lifecycle: { ignoreChanges: ["desired_capacity"] },
      dependsOn: [...network.readiness, policy],
    });
    for (const [action, recurrence, desiredCapacity] of [
      ["start", props.starts, 1],
      ["end", props.ends, 0],
    ] as const) {
      new AutoscalingSchedule(this, action, {
        provider,
        scheduledActionName: `${name}-${action}`,
        autoscalingGroupName: group.name,
        recurrence,
        timeZone: "Etc/UTC",
        minSize: 0,
        maxSize: 1,
        desiredCapacity,
      });
    }
  }

  /** Adds statements to the role's policy. */
  public allow(...statements: readonly Statement[]): void {
    this.statements.push(...statements);
  }

  /** AWS endpoints and S3, and nothing else: no node, no backend, nobody in. */
  private securityGroup(name: string, { provider, network }: RestoreDrillProps): SecurityGroup {
    const group = new SecurityGroup(this, "security-group", {
      provider,
      name,
      description: "Restore drills of Vault: AWS endpoints and nothing else, nobody in",
      vpcId: network.vpcId,
    });
    group.addEgress({
      id: "endpoints",
      port: 443,
      peer: { referencedSecurityGroupId: network.endpointsSecurityGroupId },
      description: "AWS APIs through interface endpoints",
    });
    group.addEgress({
      id: "s3",
      port: 443,
      peer: { prefixListId: network.s3PrefixListId },
      description: "S3 through the gateway endpoint",
    });
    network.admitToEndpoints({
      id: name,
      port: 443,
      peer: { referencedSecurityGroupId: group.groupId },
      description: "Restore drills of Vault",
    });
    return group;
  }
}
