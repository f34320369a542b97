import type { StateResource } from "../permissions/deployment";
import { type Subnet, subnetsOf } from "./network/applied";

type Values = Readonly<Record<string, unknown>>;

/** What a machine is launched with, as Terraform applied it. */
export interface LaunchTemplate {
  readonly imageId: string;
  readonly instanceType: string;
  readonly instanceProfileArn: string;
  readonly role: string;
  readonly roleArn: string;
  readonly hopLimit: number;
  readonly tokensRequired: boolean;
  readonly tagsInMetadata: boolean;
  readonly groups: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly name: string; readonly gibibytes: number }[];
  /** Base64. */
  readonly userData: string;
  readonly version: number;
  /** Whether a machine that switches itself off is gone. */
  readonly endsWithShutdown: boolean;
}

/** An Auto Scaling group of the stack: the nodes of the cluster, or the machine of restore drills. */
export type GroupKind = "nodes" | "drill";

/** An Auto Scaling group, as Terraform applied it. */
export interface Group {
  readonly name: string;
  readonly capacity: number;
  readonly subnets: readonly Subnet[];
  /** Absent where machines need not report. */
  readonly hooks?: { readonly launch: Hook; readonly termination: Hook };
  readonly tags: Readonly<Record<string, string>>;
}

/** A lifecycle hook. */
export interface Hook {
  readonly name: string;
  readonly timeout: number;
  readonly defaultResult: string;
}

const one = (
  resources: readonly StateResource[],
  type: string,
  where: (values: Values) => boolean = () => true,
): Values => {
  const found = resources.find(
    (resource) => resource.type === type && resource.mode === "managed" && where(resource.values),
  );
  if (found === undefined) throw new Error(`the stack has no ${type} of that kind`);
  return found.values;
};

/** Nodes have lifecycle hooks, and nothing else has. */
function appliedGroup(resources: readonly StateResource[], kind: GroupKind): Values {
  const { autoscaling_group_name: nodes } = one(resources, "aws_autoscaling_lifecycle_hook");
  return one(resources, "aws_autoscaling_group", ({ name }) => (name === nodes) === (kind === "nodes"));
}

/** Reads the launch template of a group. */
export function launchTemplateOf(
  resources: readonly StateResource[],
  kind: GroupKind = "nodes",
): LaunchTemplate {
  const [used] = appliedGroup(resources, kind).launch_template as readonly Values[];
  const values = one(resources, "aws_launch_template", ({ id }) => id === used?.id);
  const [metadata] = values.metadata_options as readonly Values[];
  const [card] = values.network_interfaces as readonly Values[];
  const [profile] = values.iam_instance_profile as readonly Values[];
  const { role, arn } = one(resources, "aws_iam_instance_profile", (other) => other.arn === profile?.arn);
  const specifications = values.tag_specifications as readonly {
    resource_type: string;
    tags: Record<string, string>;
  }[];
  const volumes = values.block_device_mappings as readonly {
    device_name: string;
    ebs: readonly { volume_size: number }[];
  }[];
  return {
    imageId: String(values.image_id),
    instanceType: String(values.instance_type),
    instanceProfileArn: String(arn),
    role: String(role),
    roleArn: String(one(resources, "aws_iam_role", (other) => other.name === role).arn),
    hopLimit: Number(metadata?.http_put_response_hop_limit),
    tokensRequired: metadata?.http_tokens === "required",
    tagsInMetadata: metadata?.instance_metadata_tags === "enabled",
    groups: (card?.security_groups ?? []) as readonly string[],
    tags: specifications.find(({ resource_type }) => resource_type === "instance")?.tags ?? {},
    // The root volume is the machine's own disk.
    volumes: volumes
      .filter(({ device_name }) => device_name !== "/dev/xvda")
      .map(({ device_name, ebs }) => ({ name: device_name, gibibytes: Number(ebs[0]?.volume_size) })),
    userData: String(values.user_data),
    version: Number(values.latest_version),
    endsWithShutdown: values.instance_initiated_shutdown_behavior === "terminate",
  };
}

/** Reads a group. */
export function groupOf(resources: readonly StateResource[], kind: GroupKind = "nodes"): Group {
  const values = appliedGroup(resources, kind);
  const hook = (transition: string): Hook => {
    const found = one(
      resources,
      "aws_autoscaling_lifecycle_hook",
      (other) => other.lifecycle_transition === transition && other.autoscaling_group_name === values.name,
    );
    return {
      name: String(found.name),
      timeout: Number(found.heartbeat_timeout),
      defaultResult: String(found.default_result),
    };
  };
  const tags = values.tag as readonly { key: string; value: string; propagate_at_launch: boolean }[];
  return {
    name: String(values.name),
    capacity: Number(values.desired_capacity),
    subnets: subnetsOf(resources, values.vpc_zone_identifier as readonly string[]),
    ...(kind === "nodes"
      ? {
          hooks: {
            launch: hook("autoscaling:EC2_INSTANCE_LAUNCHING"),
            termination: hook("autoscaling:EC2_INSTANCE_TERMINATING"),
          },
        }
      : {}),
    tags: Object.fromEntries(
      tags.filter((tag) => tag.propagate_at_launch).map(({ key, value }) => [key, value]),
    ),
  };
}
