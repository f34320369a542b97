import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import * as path from "node:path";
import type { Cloud } from "./cloud";
import type { Edge } from "./edge/edge";
import type { Instance, LifecycleState } from "./edge/protocol";
import type { Group, LaunchTemplate } from "./launch-template";
import { Machine } from "./machine/machine";
import { host, type Subnet } from "./network/applied";
import type { Router } from "./network/router";

/** A node: the machine, and what AWS knows of it. */
export class Node {
  /** How the launch hook ended, when it did. */
  public launched?: string;

  public constructor(
    public readonly machine: Machine,
    public instance: Instance,
    /** Version of the launch template that it was launched with. */
    public readonly version: number,
    /** When it was switched on, in milliseconds. */
    public readonly started: number,
  ) {}

  public get name(): string {
    return this.machine.name;
  }

  public get address(): string {
    return this.instance.address;
  }
}

/** What a group is made of. */
export interface AutoScalingProps {
  /** What stands before the numbers in the names of its machines. */
  readonly prefix: string;
  readonly folder: string;
  readonly base: string;
  readonly site: string;
  readonly cloud: Cloud;
  readonly edge: Edge;
  readonly router: Router;
}

/** Acts as Auto Scaling: launches what the launch template says, waits for lifecycle hooks, ends what must go. */
export class AutoScaling {
  private readonly members = new Map<string, Node>();
  private readonly gone: Machine[] = [];
  private readonly launching: Subnet[] = [];
  private count = 0;
  /** AWS chooses addresses; nobody may count on one. */
  private readonly firstAddress = 20 + randomInt(180);
  private template?: LaunchTemplate;
  private group?: Group;

  public constructor(private readonly props: AutoScalingProps) {}

  /** Takes over what was applied; what is launched afterwards is launched with it. */
  public follow(template: LaunchTemplate, group: Group): void {
    this.template = template;
    this.group = group;
  }

  /** Name of the group, which is the cluster's. */
  public get name(): string {
    return this.applied().group.name;
  }

  /** Nodes that are there, by name. */
  public get nodes(): readonly Node[] {
    return [...this.members.values()];
  }

  /** Machines that ever were, for their logs. */
  public get machines(): readonly Machine[] {
    return [...this.gone, ...this.nodes.map(({ machine }) => machine)];
  }

  /**
   * Launches a node in the zone that has the fewest; it is in service when it completes the launch hook.
   *
   * @param changed what differs from the launch template, for what could go wrong with it
   * @param prepare does something to the machine's folder before it is switched on
   */
  public async launch(
    changed: Partial<LaunchTemplate> = {},
    prepare: (folder: string) => Promise<void> = async () => undefined,
  ): Promise<Node> {
    const { template: applied, group } = this.applied();
    const template = { ...applied, ...changed };
    const { cloud, edge, router, folder, base, site } = this.props;
    this.count += 1;
    const name = `${this.props.prefix}${this.count}`;
    const subnet = this.emptiestSubnet();
    this.launching.push(subnet);
    const address = host(subnet.cidr, this.firstAddress + this.count);
    const mac = `06:${address
      .split(".")
      .map((part) => Number(part).toString(16).padStart(2, "0"))
      .join(":")}:01`;
    const tags = { ...group.tags, ...template.tags };
    const id = await cloud.runInstance({
      imageId: template.imageId,
      instanceType: template.instanceType,
      subnetId: subnet.id,
      address,
      groups: template.groups,
      tags,
    });
    const instance: Instance = {
      id,
      address,
      mac,
      subnetCidr: subnet.cidr,
      zone: subnet.zone,
      imageId: template.imageId,
      instanceType: template.instanceType,
      role: template.role,
      instanceProfileArn: template.instanceProfileArn,
      credentials: await cloud.assumeRole(template.roleArn, id),
      userData: template.userData,
      blockDevices: Object.fromEntries(
        template.volumes.map((volume, index) => [`ebs${index + 1}`, path.basename(volume.name)]),
      ),
      tagsInMetadata: template.tagsInMetadata ? tags : undefined,
      state: group.hooks === undefined ? "InService" : "Pending:Wait",
      lifecycleToken: randomUUID(),
    };
    edge.know(instance);
    const namespace = await router.attach({ name, address, mac, groups: template.groups });
    const machine = new Machine({
      name,
      folder: path.join(folder, name),
      base,
      site,
      namespace,
      volumes: template.volumes,
    });
    const node = new Node(machine, instance, template.version, Date.now());
    this.members.set(name, node);
    this.launching.splice(this.launching.indexOf(subnet), 1);
    void edge.hear((message) => {
      if (
        message.kind !== "completed" ||
        message.instance !== id ||
        message.hook !== group.hooks?.launch.name
      )
        return undefined;
      node.launched = message.result;
      this.enter(node, message.result === "CONTINUE" ? "InService" : "Terminating:Proceed");
      return true;
    });
    mkdirSync(machine.folder, { recursive: true });
    await prepare(machine.folder);
    await machine.boot();
    return node;
  }

  /**
   * Lets a node go as Auto Scaling does: the termination hook holds it until the node completes it, then its power
   * goes.
   *
   * @param seconds how long the node may take
   * @returns whether the node completed the hook
   */
  public async terminate(node: Node, seconds: number): Promise<boolean> {
    const { group } = this.applied();
    const completed = this.props.edge.hear((message) =>
      message.kind === "completed" &&
      message.instance === node.instance.id &&
      message.hook === group.hooks?.termination.name
        ? true
        : undefined,
    );
    this.enter(node, "Terminating:Wait");
    const timer = new Promise<false>((resolve) => setTimeout(() => resolve(false), seconds * 1000).unref());
    const done = await Promise.race([completed, timer]);
    await this.remove(node);
    return done;
  }

  /** Takes a node away without a word. */
  public async remove(node: Node): Promise<void> {
    const { cloud, edge, router } = this.props;
    this.members.delete(node.name);
    this.gone.push(node.machine);
    await node.machine.remove();
    await router.detach(node.name);
    edge.forget(node.instance.id);
    await cloud.terminateInstance(node.instance.id);
  }

  private enter(node: Node, state: LifecycleState): void {
    node.instance = { ...node.instance, state };
    this.props.edge.know(node.instance);
  }

  private emptiestSubnet(): Subnet {
    const inside = (subnet: Subnet) =>
      this.nodes.filter(({ instance }) => instance.subnetCidr === subnet.cidr).length +
      this.launching.filter((other) => other === subnet).length;
    const [first] = [...this.applied().group.subnets].sort((a, b) => inside(a) - inside(b));
    if (first === undefined) throw new Error("the group has no subnets");
    return first;
  }

  private applied(): { readonly template: LaunchTemplate; readonly group: Group } {
    if (this.template === undefined || this.group === undefined) throw new Error("nothing is applied yet");
    return { template: this.template, group: this.group };
  }
}

/** A name for namespaces that no other run has. */
export function runName(): string {
  return `hv${randomBytes(2).toString("hex")}`;
}
