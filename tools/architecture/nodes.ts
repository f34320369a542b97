import type { Box, Frame, Part } from "./graph";
import { tier } from "./network";
import type { Block, Resource, Synthesized } from "./synthesized";

/** The load balancer, the nodes and the machine for restore drills, each in its tier of subnets. */
export function nodes(stack: Synthesized): Part {
  return {
    frames: [...balancerTier(stack), ...nodeTier(stack), ...drillTier(stack)],
    boxes: [
      ...stack.all("aws_lb").map((balancer) => balancerBox(stack, balancer)),
      ...stack.all("aws_autoscaling_group").map((group) => nodesBox(stack, group)),
    ],
  };
}

const balancerTier = (stack: Synthesized): readonly Frame[] =>
  tier(
    stack,
    "Load balancer",
    stack.all("aws_lb").map(({ block }) => block.subnets),
  );

/** What starts and ends machines of a group by the clock; nodes have nothing of the kind. */
const schedulesOf = (stack: Synthesized, group: Resource): readonly Resource[] =>
  stack.pointing("aws_autoscaling_schedule", "autoscaling_group_name", group);

const groupTier = (stack: Synthesized, name: string, scheduled: boolean): readonly Frame[] =>
  tier(
    stack,
    name,
    stack
      .all("aws_autoscaling_group")
      .filter((group) => schedulesOf(stack, group).length > 0 === scheduled)
      .map(({ block }) => block.vpc_zone_identifier),
  );

const nodeTier = (stack: Synthesized): readonly Frame[] => groupTier(stack, "Node", false);
const drillTier = (stack: Synthesized): readonly Frame[] => groupTier(stack, "Drill", true);

function balancerBox(stack: Synthesized, { address, block }: Resource): Box {
  const listeners = stack.pointing("aws_lb_listener", "load_balancer_arn", { address });
  const targets = listeners.flatMap((listener) => stack.referred(listener.block.default_action));
  const checks = targets.map((target) => target.block.health_check as Block);
  return {
    id: address,
    kind: "balancer",
    title: `${block.internal === true ? "Internal" : "PUBLIC"} ${block.load_balancer_type} load balancer`,
    lines: [
      ...listeners.map((listener) =>
        listener.block.protocol === "TCP"
          ? `TCP ${listener.block.port}: TLS passes through to Vault`
          : `${listener.block.protocol} ${listener.block.port}`,
      ),
      ...checks.map((check) => `health: ${check.protocol} ${check.port}, every ${check.interval} s`),
      ...(block.enable_deletion_protection === true ? ["deletion protection"] : []),
    ],
    frame: balancerTier(stack)[0]?.id,
    claims: [
      address,
      ...[...listeners, ...targets, ...stack.referred(block.security_groups)].map((other) => other.address),
    ],
  };
}

function nodesBox(stack: Synthesized, group: Resource): Box {
  const templates = stack.referred(group.block.launch_template, "aws_launch_template");
  const profiles = templates.flatMap(({ block }) => stack.referred(block.iam_instance_profile));
  const roles = profiles.flatMap(({ block }) => stack.referred(block.role, "aws_iam_role"));
  const groups = templates.flatMap(({ block }) =>
    stack.referred(block.network_interfaces, "aws_security_group"),
  );
  const schedules = schedulesOf(stack, group);
  const scaling = stack.referred(group.block.service_linked_role_arn);
  return {
    id: group.address,
    kind: "nodes",
    ...(schedules.length > 0
      ? {
          title: "Restore drill, one machine",
          lines: [...templates.flatMap(machine), ...schedules.map(schedule), "speaks with nobody but AWS"],
          frame: drillTier(stack)[0]?.id,
        }
      : {
          title: `${group.block.desired_capacity} Vault nodes, Raft`,
          lines: [...templates.flatMap(machine), ...stack.listeners.map(listener)],
          frame: nodeTier(stack)[0]?.id,
        }),
    claims: [group, ...schedules, ...templates, ...profiles, ...roles, ...groups, ...scaling].map(
      ({ address }) => address,
    ),
  };
}

function machine({ block }: Resource): readonly string[] {
  const volumes = block.block_device_mappings as readonly {
    ebs: { volume_size: number; encrypted: string };
  }[];
  const metadata = block.metadata_options as { http_tokens: string; http_put_response_hop_limit: number };
  const encrypted = volumes.every(({ ebs }) => ebs.encrypted === "true");
  return [
    `${block.instance_type}, ${volumes.map(({ ebs }) => ebs.volume_size).join(" + ")} GiB ${encrypted ? "encrypted" : "NOT ENCRYPTED"}`,
    [
      metadata.http_tokens === "required" ? "IMDSv2" : "IMDSv1 ALLOWED",
      `hop limit ${metadata.http_put_response_hop_limit}`,
      block.key_name === undefined ? "no SSH key pair" : `SSH KEY PAIR ${block.key_name}`,
    ].join(", "),
  ];
}

function schedule({ block }: Resource): string {
  return `${block.desired_capacity === 0 ? "ends" : "starts"} ${block.recurrence} (${block.time_zone})`;
}

function listener({ port, tlsMinVersion, clientCertificate }: Synthesized["listeners"][number]): string {
  return `${port}: ${tlsMinVersion}, ${clientCertificate ? "client certificate required" : "no client certificate"}`;
}
