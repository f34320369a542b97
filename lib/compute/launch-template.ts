import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, TerraformLocal, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { Size } from "../core/size";
import { VOLUME_DEVICES } from "../host";
import { CLUSTER_TAG } from "../server";

/** Sizes of the three volumes of a node. */
export interface NodeVolumes {
  /** Root volume. @default Size.gibibytes(20) */
  readonly root?: Size;
  /** Raft data. @default Size.gibibytes(50) */
  readonly data?: Size;
  /** Audit log. @default Size.gibibytes(50) */
  readonly audit?: Size;
}

/** The sizes that were chosen, or their defaults. */
export function volumeSizes(volumes: NodeVolumes = {}): Readonly<Record<keyof NodeVolumes, Size>> {
  return {
    root: volumes.root ?? Size.gibibytes(20),
    data: volumes.data ?? Size.gibibytes(50),
    audit: volumes.audit ?? Size.gibibytes(50),
  };
}

/** What {@link launchTemplate} renders. */
export interface LaunchTemplateInput {
  readonly provider?: TerraformProvider;
  readonly clusterName: string;
  /** For people who see it in the console. @default - nodes of the cluster */
  readonly description?: string;
  /** Whether a machine that switches itself off is gone. @default false: it stops, and can be looked at */
  readonly endsWithShutdown?: boolean;
  readonly imageId: string;
  readonly instanceType: string;
  readonly instanceProfileArn: string;
  readonly securityGroupId: string;
  readonly volumesKey: IEncryptionKey;
  readonly volumes: Readonly<Record<keyof NodeVolumes, Size>>;
  /** Plain text; may hold tokens. */
  readonly userData: string;
}

/**
 * A launch template without a key pair or a public address, whose metadata asks for tokens and answers one hop only
 * (IAM-02; CVE-2026-5052), and whose three volumes are encrypted with the cluster's key.
 */
export function launchTemplate(scope: Construct, input: LaunchTemplateInput): LaunchTemplate {
  const { clusterName, provider } = input;
  // Text with quotes and tokens survives only as a local: arguments of functions must not hold bare quotes.
  const userData = new TerraformLocal(scope, "user-data", input.userData);
  const tags = { Name: `${clusterName}-node`, [CLUSTER_TAG]: clusterName };
  return new LaunchTemplate(scope, "launch-template", {
    provider,
    name: `${clusterName}-node`,
    description: input.description ?? `Nodes of the Vault cluster ${clusterName}`,
    ...(input.endsWithShutdown === true ? { instanceInitiatedShutdownBehavior: "terminate" } : {}),
    updateDefaultVersion: true,
    imageId: input.imageId,
    instanceType: input.instanceType,
    ebsOptimized: "true",
    iamInstanceProfile: { arn: input.instanceProfileArn },
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    },
    monitoring: { enabled: true },
    networkInterfaces: [
      {
        deviceIndex: 0,
        associatePublicIpAddress: "false",
        deleteOnTermination: "true",
        securityGroups: [input.securityGroupId],
      },
    ],
    blockDeviceMappings: (["root", "data", "audit"] as const).map((name) => ({
      deviceName: VOLUME_DEVICES[name],
      ebs: {
        encrypted: "true",
        kmsKeyId: input.volumesKey.keyArn,
        volumeType: "gp3",
        volumeSize: input.volumes[name].toGibibytes(),
        // A node never comes back: its successor joins with an empty volume and copies the data.
        deleteOnTermination: "true",
      },
    })),
    tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
    userData: Fn.base64encode(userData.asString),
  });
}
