import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { requireClusterName } from "../aws/names";
import type { Protection } from "../aws/protection";
import { SecurityGroup } from "../aws/security-group";
import type { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { renderUserData } from "../host";
import type { IBackend } from "../network/i-backend";
import type { IVaultNetwork } from "../network/i-vault-network";
import type { Architecture } from "../release/i-architecture";
import { SERVER_PORTS } from "../server";
import { autoScalingGroup, LIFECYCLE_HOOKS, lifecycleTimeouts } from "./auto-scaling";
import type { IVaultNodes } from "./i-vault-nodes";
import { launchTemplate, type NodeVolumes, volumeSizes } from "./launch-template";
import { MachineImage } from "./machine-image";
import type { NodeBundle } from "./node-bundle";
import { requireNodeCount } from "./node-count";
import type { NodeRole } from "./node-role";

/** What can be chosen about the nodes. */
export interface NodeOptions {
  /**
   * How many: 3 or 5.
   *
   * @default 3
   */
  readonly count?: number;
  /** @default "arm64" */
  readonly architecture?: Architecture;
  /** EC2 instance type. @default "m7g.large" for arm64, "m7i.large" for amd64 */
  readonly instanceType?: string;
  /** @default MachineImage.amazonLinux2023() */
  readonly image?: MachineImage;
  /** @default - 20 GiB root, 50 GiB data, 50 GiB audit */
  readonly volumes?: NodeVolumes;
  /** How long a new node may take to become a voter. @default Duration.minutes(15) */
  readonly launchTimeout?: Duration;
  /** How long a leaving node may take to flush, step down and leave Raft. @default Duration.minutes(5) */
  readonly terminationTimeout?: Duration;
}

/** Properties of {@link VaultNodes}. */
export interface VaultNodesProps extends NodeOptions, AwsProviderProps {
  /** Name of the cluster; the group has it too, and nodes find each other by the tag `vault-cluster`. */
  readonly clusterName: string;
  /** Where the nodes stand. */
  readonly network: IVaultNetwork;
  /** What nodes may do in AWS. */
  readonly role: NodeRole;
  /** The files of a node. */
  readonly bundle: NodeBundle;
  /** Facts that the user data hands over: name to value, tokens welcome, never a secret. @default - none */
  readonly facts?: Readonly<Record<string, string>>;
  /** What Vault itself must reach. @default - nothing */
  readonly backends?: readonly IBackend[];
  /** Key of the volumes; its policy must admit the Auto Scaling service-linked role. @default - a key of its own */
  readonly volumesKey?: IEncryptionKey;
  /** What else must exist before the first node boots. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Three or five nodes, spread over the zones, each replaced and never repaired. */
export class VaultNodes extends Construct implements IVaultNodes {
  public readonly securityGroupId: string;
  /** How many nodes. */
  public readonly count: 3 | 5;
  /** Name of the Auto Scaling group. */
  public readonly groupName: string;
  /** Terraform address of the launch template. */
  public readonly launchTemplateAddress: string;
  /** Id of the image. */
  public readonly imageId: string;
  /** EC2 instance type. */
  public readonly instanceType: string;
  /** Key of the volumes. */
  public readonly volumesKey: IEncryptionKey;
  /** The role that the group launches machines with; the key of the volumes admits it. */
  public readonly serviceLinkedRoleArn: string;
  private readonly targetGroupArns: string[] = [];

  public constructor(scope: Construct, id: string, props: VaultNodesProps) {
    super(scope, id);
    const { provider, network, bundle } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    this.count = requireNodeCount(this, props.count ?? 3);
    const architecture = props.architecture ?? "arm64";
    const account = AwsAccount.of(this, provider);

    const group = this.securityGroup(clusterName, props);
    this.securityGroupId = group.groupId;

    // A role of its own, so that it exists before the first launch and the volumes' key can name it.
    const autoScalingRole = new IamServiceLinkedRole(this, "auto-scaling-role", {
      provider,
      awsServiceName: "autoscaling.amazonaws.com",
      customSuffix: `${clusterName}-${account.region}`,
      description: `Launches the nodes of the Vault cluster ${clusterName}`,
    });
    this.serviceLinkedRoleArn = autoScalingRole.arn;
    this.volumesKey =
      props.volumesKey ??
      new EncryptionKey(this, "data-key", {
        provider,
        clusterName,
        use: KeyUse.volumes(autoScalingRole.arn),
        protection: props.protection,
      });

    this.imageId = (props.image ?? MachineImage.amazonLinux2023()).bind(this, architecture, provider);
    this.instanceType = props.instanceType ?? (architecture === "arm64" ? "m7g.large" : "m7i.large");
    const template = launchTemplate(this, {
      provider,
      clusterName,
      imageId: this.imageId,
      instanceType: this.instanceType,
      instanceProfileArn: props.role.instanceProfileArn,
      securityGroupId: group.groupId,
      volumesKey: this.volumesKey,
      volumes: volumeSizes(props.volumes),
      userData: Lazy.stringValue({
        produce: () =>
          HardenedVaultError.locate(this, () =>
            renderUserData({
              ...bundle.location,
              region: account.region,
              sha256: bundle.sha256,
              launch: { groupName: clusterName, hookName: LIFECYCLE_HOOKS.launch },
              facts: { AWS_REGION: account.region, ...props.facts },
            }),
          ),
      }),
    });
    this.launchTemplateAddress = `${template.terraformResourceType}.${template.friendlyUniqueId}`;
    bundle.belongsTo(this.launchTemplateAddress);

    this.groupName = autoScalingGroup(this, {
      provider,
      clusterName,
      count: this.count,
      subnetIds: network.nodeSubnets.map(({ subnetId }) => subnetId),
      template,
      serviceLinkedRoleArn: autoScalingRole.arn,
      ...lifecycleTimeouts(props),
      targetGroupArns: () => this.targetGroupArns,
      dependsOn: [...network.readiness, ...props.role.readiness, ...(props.dependsOn ?? [])],
    }).name;
  }

  public addTargetGroup(targetGroupArn: string): void {
    this.targetGroupArns.push(targetGroupArn);
  }

  private securityGroup(
    clusterName: string,
    { provider, network, backends }: VaultNodesProps,
  ): SecurityGroup {
    const group = new SecurityGroup(this, "security-group", {
      provider,
      name: `${clusterName}-node`,
      description:
        "Vault nodes: each other, the load balancer, AWS endpoints and declared backends; nothing else",
      vpcId: network.vpcId,
    });
    const self = { referencedSecurityGroupId: group.groupId };
    for (const rule of [
      { id: "peer-api", port: SERVER_PORTS.api, description: "Raft join between nodes" },
      {
        id: "peer-cluster",
        port: SERVER_PORTS.cluster,
        description: "Raft and request forwarding between nodes",
      },
    ]) {
      group.addIngress({ ...rule, peer: self });
      group.addEgress({ ...rule, peer: self });
    }
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
    for (const backend of backends ?? []) {
      group.addEgress({
        id: `backend-${backend.id}`,
        port: backend.port,
        peer: { cidrIpv4: backend.cidr.text },
        description: `Backend: ${backend.description}`,
      });
    }
    network.admitToEndpoints({
      id: `${clusterName}-nodes`,
      port: 443,
      peer: { referencedSecurityGroupId: group.groupId },
      description: `Nodes of the Vault cluster ${clusterName}`,
    });
    return group;
  }
}
