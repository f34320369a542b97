import { is, isNot, undecided } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { NodeGroup } from "../../evidence/node-group";
import { hasOpenExpression } from "../../evidence/resource-pattern";
import { internetRoutesOf } from "../../evidence/routes";
import type { Value } from "../../evidence/value";

export const privateNodes = defineRule({
  id: "NET-01",
  title: "Nodes have no address of the internet and no way from it",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A node with a public address and a route to an internet gateway is one wrong security group away from everybody.",
  remediation:
    "Set associate_public_ip_address = false, put the nodes into subnets of their own whose route table has no internet gateway.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
  ],
  guide: ["S04", "S25"],
  controls: {
    soc2: ["CC6.6"],
    pciDss: ["1.4.1", "1.4.4"],
    iso27001: ["A.8.20", "A.8.22"],
    nist80053: ["SC-7", "SC-7(5)"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    ...addresses(group),
    ...elasticAddresses(group, context),
    ...group.subnets.map((subnet) =>
      isNot(subnet.at("map_public_ip_on_launch"), [true], { whenAbsent: false }),
    ),
    ...places(group, context),
    ...neighbours(group, context),
  ],
});

/** Public addresses that the machines get when they start. */
function addresses({ template, subnets }: NodeGroup): readonly Observation[] {
  const interfaces = template.blocks("network_interfaces");
  const said = [...(interfaces.length > 0 ? interfaces : [template.attributes])].map((block) =>
    block.at("associate_public_ip_address"),
  );
  return said.map((value) => {
    if (!value.isAbsent) return is(value, false);
    // Then the subnet decides, which is looked at where it is known.
    const actual = "associate_public_ip_address is not set";
    const expected = "associate_public_ip_address = false";
    return subnets.length > 0
      ? pass({ actual: `${actual}, its subnets decide`, expected })
      : unknown({ actual, expected, reason: "the subnet decides, and it is not part of what is judged" });
  });
}

function elasticAddresses({ template }: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const found = ["aws_eip", "aws_eip_association"].flatMap((type) =>
    ["instance", "instance_id", "network_interface"].flatMap((name) =>
      resources.naming(template, type, name),
    ),
  );
  return [...new Set(found)].map(({ address }) =>
    fail({ actual: `${address} gives ${template.address} a public address`, expected: "no public address" }),
  );
}

/** Routes of the subnets. Those of subnets that are somewhere else are judged there: nodes have no public address. */
function places(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const expected = "subnets without a route to an internet gateway";
  const named: readonly Value[] = [
    ...group.scalingGroups.map((one) => one.at("vpc_zone_identifier")),
    group.template.at("subnet_id"),
  ].flatMap((value) => value.items);
  const open = named
    .filter((value) => typeof value.raw === "string" && hasOpenExpression(value.raw))
    .map((value) => unknown({ actual: `subnet ${value}`, expected, reason: undecided(value) }));
  return [
    ...open,
    ...group.subnets.flatMap((subnet) => {
      const routes = internetRoutesOf(subnet, evidence);
      if (routes.length === 0)
        return [pass({ actual: `${subnet.address} has no way to the internet`, expected })];
      return routes.map(({ holder, isKnown }) => {
        const said = { actual: `${holder.address} leads ${subnet.address} to a gateway`, expected };
        return isKnown
          ? fail(said)
          : unknown({ ...said, reason: "which gateway is known when it is deployed" });
      });
    }),
  ];
}

/** Machines that are not Vault's, in the same subnets. */
function neighbours(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const { resources } = context.evidence;
  const own = nodeGroups(context).flatMap(({ template, scalingGroups }) => [template, ...scalingGroups]);
  const others = (
    [
      ["aws_instance", "subnet_id"],
      ["aws_autoscaling_group", "vpc_zone_identifier"],
      ["aws_eks_node_group", "subnet_ids"],
      ["aws_lambda_function", "vpc_config"],
      ["aws_ecs_service", "network_configuration"],
      ["aws_db_subnet_group", "subnet_ids"],
    ] as const
  )
    .flatMap(([type, attribute]) =>
      resources
        .ofType(type)
        .filter(
          (other) =>
            !own.includes(other) &&
            resources.namedBy(other.at(attribute), "aws_subnet").some((one) => group.subnets.includes(one)),
        ),
    )
    .map(({ address }) => address);
  return [
    {
      ...passIf(others.length === 0, {
        actual:
          others.length === 0 ? "nobody else in the subnets" : `${others.join(", ")} in the same subnets`,
        expected: "subnets of Vault's own",
      }),
      severity: "warning",
    },
  ];
}
