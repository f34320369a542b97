import type { RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { hasOpenExpression } from "../../evidence/resource-pattern";
import type { Value } from "../../evidence/value";

/** VPCs of this stack that a group's machines are in. */
export function vpcsOf(group: NodeGroup, { evidence }: RuleContext): readonly Resource[] {
  const named = idsOf(group).flatMap((id) => evidence.resources.namedBy(id, "aws_vpc"));
  return [...new Set(named)];
}

/** VPCs of this stack that machines with Vault are in. */
export function vaultVpcs(context: RuleContext): readonly Resource[] {
  return [...new Set(nodeGroups(context).flatMap((group) => vpcsOf(group, context)))];
}

/** Whether only the deployment will know which VPC a group's machines are in. */
export function isPlaceOpen(group: NodeGroup): boolean {
  const places = [
    ...idsOf(group),
    ...group.scalingGroups.map((one) => one.at("vpc_zone_identifier")),
    group.template.at("subnet_id"),
  ];
  return places.some((value) =>
    value.items.some(({ raw }) => typeof raw === "string" && hasOpenExpression(raw)),
  );
}

function idsOf({ subnets, securityGroups }: NodeGroup): readonly Value[] {
  return [...subnets, ...securityGroups].map((one) => one.at("vpc_id"));
}
