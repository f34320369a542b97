import { filesWrittenBy } from "../host/user-data-files";
import type { Evidence } from "./evidence";
import { Host } from "./host";
import type { Resource } from "./resource";
import { type UserData, userDataOf } from "./user-data";
import { Value } from "./value";

/** Types of what starts machines. A rule about nodes claims them. */
export const MACHINES: readonly string[] = [
  "aws_launch_template",
  "aws_launch_configuration",
  "aws_instance",
];

/** Machines that run Vault, and all that is attached to them. */
export class NodeGroup {
  /** The groups of machines that run Vault. */
  public static of(evidence: Evidence): readonly NodeGroup[] {
    let groups = KNOWN.get(evidence);
    if (groups === undefined) {
      groups = evidence.resources
        .ofType(...MACHINES)
        .flatMap((template) => {
          // Two where the nodes' files and the copy of them differ: either may be what somebody meant.
          const hosts = evidence.hosts.filter(({ address }) => address === template.address);
          return (hosts.length === 0 ? [undefined] : hosts).map(
            (host) => new NodeGroup(template, evidence, host),
          );
        })
        .filter((group) => group.runsVault);
      KNOWN.set(evidence, groups);
    }
    return groups;
  }

  public readonly address: string;
  public readonly constructPath: string | undefined;
  /** Files of the nodes: all of them, or those that user data is seen to write. */
  public readonly host: Host | undefined;
  public readonly userData: UserData | undefined;

  private constructor(
    /** Launch template, launch configuration or instance. */
    public readonly template: Resource,
    private readonly evidence: Evidence,
    host: Host | undefined,
  ) {
    this.address = template.address;
    this.constructPath = template.constructPath;
    this.userData = userDataOf(template, evidence);
    this.host = host ?? this.writtenHost();
  }

  /** Auto Scaling groups that start machines from the template. */
  public get scalingGroups(): readonly Resource[] {
    const { resources } = this.evidence;
    return resources
      .ofType("aws_autoscaling_group")
      .filter((group) =>
        ["launch_template", "mixed_instances_policy", "launch_configuration"].some((block) =>
          resources.namedBy(group.at(block), this.template.type).includes(this.template),
        ),
      );
  }

  /**
   * Whether the machines are for restore drills: none but at times, never more than one, nothing leads to them. They keep
   * every rule of a host; what makes a cluster out of nodes is not theirs.
   */
  public get isDrill(): boolean {
    const groups = this.scalingGroups;
    const is = (value: Value, wanted: number) => Number(String(value)) === wanted;
    return (
      groups.length > 0 &&
      groups.every(
        (group) =>
          is(group.at("min_size"), 0) && is(group.at("desired_capacity"), 0) && is(group.at("max_size"), 1),
      ) &&
      this.targetGroups.length === 0
    );
  }

  /** Instance profiles of the machines. */
  public get profiles(): readonly Resource[] {
    const profile = this.template.at("iam_instance_profile");
    return this.evidence.resources.namedBy(
      new Value("iam_instance_profile", listed(profile)),
      "aws_iam_instance_profile",
    );
  }

  /** Roles of the machines. */
  public get roles(): readonly Resource[] {
    return unique(
      this.profiles.flatMap((profile) => this.evidence.resources.namedBy(profile.at("role"), "aws_iam_role")),
    );
  }

  /** Security groups of the machines. */
  public get securityGroups(): readonly Resource[] {
    const interfaces = this.template.blocks("network_interfaces").map((block) => block.at("security_groups"));
    const named = [
      ...interfaces,
      this.template.at("vpc_security_group_ids"),
      this.template.at("security_groups"),
    ];
    return unique(named.flatMap((value) => this.evidence.resources.namedBy(value, "aws_security_group")));
  }

  /** Subnets that the machines are in. */
  public get subnets(): readonly Resource[] {
    const named = [
      ...this.scalingGroups.map((group) => group.at("vpc_zone_identifier")),
      this.template.at("subnet_id"),
      ...this.template.blocks("network_interfaces").map((block) => block.at("subnet_id")),
    ];
    return unique(named.flatMap((value) => this.evidence.resources.namedBy(value, "aws_subnet")));
  }

  /** Target groups that the machines are put into. */
  public get targetGroups(): readonly Resource[] {
    const { resources } = this.evidence;
    const groups = this.scalingGroups;
    const attachments = resources
      .ofType("aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment")
      .filter((one) =>
        resources
          .namedBy(one.at("autoscaling_group_name"), "aws_autoscaling_group")
          .some((g) => groups.includes(g)),
      );
    const named = [
      ...groups.map((group) => group.at("target_group_arns")),
      ...groups.flatMap((group) => group.blocks("traffic_source").map((block) => block.at("identifier"))),
      ...attachments.flatMap((one) => [
        one.at("lb_target_group_arn"),
        one.at("alb_target_group_arn"),
        one.at("traffic_source"),
      ]),
    ];
    return unique(
      named.flatMap((value) => resources.namedBy(value, "aws_lb_target_group", "aws_alb_target_group")),
    );
  }

  /** Listeners that lead to the machines, by themselves or by a rule. */
  public get listeners(): readonly Resource[] {
    const { resources } = this.evidence;
    const targets = this.targetGroups;
    const leads = (action: Value) =>
      resources
        .namedBy(action, "aws_lb_target_group", "aws_alb_target_group")
        .some((target) => targets.includes(target));
    const ruled = resources
      .ofType("aws_lb_listener_rule", "aws_alb_listener_rule")
      .filter((rule) => leads(rule.at("action")))
      .flatMap((rule) => resources.namedBy(rule.at("listener_arn"), "aws_lb_listener", "aws_alb_listener"));
    const direct = resources
      .ofType("aws_lb_listener", "aws_alb_listener")
      .filter((listener) => leads(listener.at("default_action")));
    return unique([...direct, ...ruled]);
  }

  /** Load balancers before the machines. */
  public get loadBalancers(): readonly Resource[] {
    const { resources } = this.evidence;
    return unique(
      this.listeners.flatMap((listener) =>
        resources.namedBy(listener.at("load_balancer_arn"), "aws_lb", "aws_alb"),
      ),
    );
  }

  private writtenHost(): Host | undefined {
    const files = filesWrittenBy(this.userData?.text ?? "");
    if (files.length === 0) return undefined;
    const { address, constructPath } = this.template;
    return new Host({ cluster: "", address, constructPath, files, isComplete: false });
  }

  private get runsVault(): boolean {
    if (this.host?.isComplete === true) return true;
    const { template, userData } = this;
    const words = [
      template.address,
      template.attributes.at("tags"),
      template.attributes.at("name"),
      userData?.text ?? "",
    ];
    return words.some((word) => /vault|openbao/i.test(String(word)));
  }
}

const KNOWN = new WeakMap<Evidence, readonly NodeGroup[]>();

/** A block counts by what stands in it. */
function listed(value: Value): Value["raw"] {
  if (typeof value.raw === "string") return value.raw;
  return [value.at("name"), value.at("arn")].filter((one) => !one.isAbsent).map((one) => one.raw ?? null);
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
