import type { RuleContext, Subject } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { groupsNamedBy } from "../../evidence/access-rules";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";

/** Port of Vault's API. */
export const API = 8200;
/** Port on which nodes speak to each other. */
export const CLUSTER = 8201;
/** Port of health checks where no target group says another. */
const HEALTH = 8202;

/** A security group before Vault, or what should have one. */
export interface GuardedGroup extends Subject {
  /** What stands behind it. */
  readonly guards: "balancer" | "nodes";
  /** Address of the group, or the id of one that is somewhere else; `undefined` where there is none. */
  readonly key: string | undefined;
  /** The group, where it is part of the stack. */
  readonly group: Resource | undefined;
  /** What names it. */
  readonly from: Resource;
  readonly named: Value | undefined;
  /** All groups of nodes, all groups of load balancers, and the ports that Vault's nodes listen on. */
  readonly plan: GuardPlan;
}

/** Who is who. */
export interface GuardPlan {
  readonly nodes: readonly string[];
  readonly balancers: readonly string[];
  readonly health: readonly number[];
}

const KNOWN = new WeakMap<object, readonly GuardedGroup[]>();

/** The security groups of Vault's machines and of the load balancers before them. */
export function guardedGroups(context: RuleContext): readonly GuardedGroup[] {
  let known = KNOWN.get(context.evidence);
  if (known === undefined) {
    known = find(context);
    KNOWN.set(context.evidence, known);
  }
  return known;
}

function find(context: RuleContext): readonly GuardedGroup[] {
  const { resources } = context.evidence;
  const groups = nodeGroups(context);
  const balancers = [...new Set(groups.flatMap(({ loadBalancers }) => loadBalancers))];
  const keysOf = (values: readonly Value[]) => values.flatMap((value) => groupsNamedBy(value, resources));
  const plan: GuardPlan = {
    nodes: keysOf(groups.flatMap(namedByNodes)),
    balancers: keysOf(balancers.map((balancer) => balancer.at("security_groups"))),
    health: healthPorts(groups),
  };
  const guarded = (from: Resource, guards: GuardedGroup["guards"], values: readonly Value[]) => {
    const items = values.flatMap((value) => value.items);
    const none = { ...subjectOf(from), guards, key: undefined, group: undefined, from, plan };
    if (items.length === 0) return [{ ...none, named: undefined }];
    return items.flatMap((named): readonly GuardedGroup[] => {
      const keys = groupsNamedBy(named, resources);
      if (keys.length === 0) return [{ ...none, named }];
      return keys.map((key) => {
        const group = resources.namedBy(named).find(({ address }) => address === key);
        return { ...subjectOf(group ?? from), guards, key, group, from, named, plan };
      });
    });
  };
  const all = [
    ...groups.flatMap((group) => guarded(group.template, "nodes", namedByNodes(group))),
    ...balancers.flatMap((balancer) => guarded(balancer, "balancer", [balancer.at("security_groups")])),
  ];
  return [...new Map(all.map((one) => [`${one.guards} ${one.address} ${one.key}`, one])).values()];
}

/** What a launch template or an instance names as its groups. */
function namedByNodes({ template }: NodeGroup): readonly Value[] {
  return [
    ...template.blocks("network_interfaces").map((block) => block.at("security_groups")),
    template.at("vpc_security_group_ids"),
    template.at("security_groups"),
  ].filter((value) => !value.isAbsent);
}

function healthPorts(groups: readonly NodeGroup[]): readonly number[] {
  const said = groups
    .flatMap(({ targetGroups }) => targetGroups)
    .map((target) => Number(target.at("health_check.port").literal))
    .filter((port) => Number.isInteger(port) && port !== API && port !== CLUSTER);
  return said.length > 0 ? said : [HEALTH];
}

function subjectOf({ address, constructPath }: Resource): Subject {
  return { address, constructPath };
}
