import type { Evidence } from "./evidence";
import type { NodeGroup } from "./node-group";
import type { Resource } from "./resource";

/** Types of what ends a client's connection and opens one of its own. */
const ENDING: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_cloudfront_distribution", "origin"],
  ["aws_cloudfront_vpc_origin", "vpc_origin_endpoint_config"],
  ["aws_apigatewayv2_integration", "integration_uri"],
  ["aws_api_gateway_vpc_link", "target_arns"],
];

/** Everything that stands between clients and a group of machines and ends their connections, load balancers apart. */
export function endingConnections(group: NodeGroup, { resources }: Evidence): readonly Resource[] {
  const before = [...group.loadBalancers, ...group.listeners];
  return ENDING.flatMap(([type, attribute]) =>
    resources
      .ofType(type)
      .filter((one) => resources.namedBy(one.at(attribute)).some((named) => before.includes(named))),
  );
}

/** Load balancers of the old kind that are attached to a group's machines. */
export function classicLoadBalancers(group: NodeGroup, { resources }: Evidence): readonly Resource[] {
  const attached = resources
    .ofType("aws_autoscaling_attachment")
    .filter((one) =>
      resources
        .namedBy(one.at("autoscaling_group_name"), "aws_autoscaling_group")
        .some((scaling) => group.scalingGroups.includes(scaling)),
    );
  const named = [
    ...group.scalingGroups.map((scaling) => scaling.at("load_balancers")),
    ...attached.map((one) => one.at("elb")),
  ];
  return named.flatMap((value) => resources.namedBy(value, "aws_elb"));
}
