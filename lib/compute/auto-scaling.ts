import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingLifecycleHook } from "@cdktf/provider-aws/lib/autoscaling-lifecycle-hook";
import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { type ITerraformDependable, Lazy, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import { Duration } from "../core/duration";
import { CLUSTER_TAG } from "../server";

/** What {@link autoScalingGroup} renders. */
export interface AutoScalingInput {
  readonly provider?: TerraformProvider;
  readonly clusterName: string;
  readonly count: 3 | 5;
  readonly subnetIds: readonly string[];
  readonly template: LaunchTemplate;
  readonly serviceLinkedRoleArn: string;
  readonly launchTimeout: Duration;
  readonly terminationTimeout: Duration;
  readonly targetGroupArns: () => string[];
  readonly dependsOn: readonly ITerraformDependable[];
}

/** How long the hooks wait: what was chosen, or the defaults. */
export function lifecycleTimeouts(options: {
  readonly launchTimeout?: Duration;
  readonly terminationTimeout?: Duration;
}): { readonly launchTimeout: Duration; readonly terminationTimeout: Duration } {
  return {
    launchTimeout: options.launchTimeout ?? Duration.minutes(15),
    terminationTimeout: options.terminationTimeout ?? Duration.minutes(5),
  };
}

/** Names of the lifecycle hooks, as nodes complete them. */
export const LIFECYCLE_HOOKS = {
  launch: "vault-node-launch",
  termination: "vault-node-termination",
} as const;

/**
 * The group that keeps the nodes: spread over the zones, replaced one at a time by a refresh that starts whenever the
 * launch template has a new version.
 *
 * - The version is the template's `latest_version`: `$Latest` would never start a refresh.
 * - Health is EC2's: a sealed node must be mended, not shot (a KMS outage would otherwise end the cluster).
 * - The launch hook ends in ABANDON: a node that never became a voter does not count as one.
 * - AZRebalance would end a healthy voter without being asked.
 */
export function autoScalingGroup(scope: Construct, input: AutoScalingInput): AutoscalingGroup {
  const { provider, clusterName, count } = input;
  const hooks = [
    {
      name: LIFECYCLE_HOOKS.launch,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      defaultResult: "ABANDON",
      heartbeatTimeout: input.launchTimeout.toSeconds(),
    },
    {
      name: LIFECYCLE_HOOKS.termination,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      defaultResult: "CONTINUE",
      heartbeatTimeout: input.terminationTimeout.toSeconds(),
    },
  ];
  const group = new AutoscalingGroup(scope, "Resource", {
    provider,
    name: clusterName,
    minSize: count,
    maxSize: count,
    desiredCapacity: count,
    vpcZoneIdentifier: [...input.subnetIds],
    launchTemplate: { id: input.template.id, version: Token.asString(input.template.latestVersion) },
    serviceLinkedRoleArn: input.serviceLinkedRoleArn,
    healthCheckType: "EC2",
    healthCheckGracePeriod: 300,
    defaultInstanceWarmup: 60,
    suspendedProcesses: ["AZRebalance"],
    terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
    targetGroupArns: Lazy.listValue({ produce: input.targetGroupArns }),
    // Hooks must exist before the first instance does; the resources below keep them up to date afterwards.
    initialLifecycleHook: hooks,
    instanceRefresh: {
      strategy: "Rolling",
      preferences: {
        minHealthyPercentage: 100,
        // Room for exactly one node more than the group has.
        maxHealthyPercentage: Math.ceil((100 * (count + 1)) / count),
        instanceWarmup: "60",
        skipMatching: true,
        autoRollback: true,
        scaleInProtectedInstances: "Ignore",
        standbyInstances: "Ignore",
      },
    },
    // Whether nodes came up is seen by hooks and alarms; an apply does not wait for it.
    waitForCapacityTimeout: "0",
    tag: [
      { key: "Name", value: `${clusterName}-node`, propagateAtLaunch: true },
      { key: CLUSTER_TAG, value: clusterName, propagateAtLaunch: true },
    ],
    dependsOn: [...input.dependsOn],
  });
  for (const hook of hooks) {
    new AutoscalingLifecycleHook(scope, hook.name, { provider, autoscalingGroupName: group.name, ...hook });
  }
  return group;
}
