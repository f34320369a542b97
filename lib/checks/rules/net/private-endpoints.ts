import { is, present } from "../../engine/assertions";
import { fail, notApplicable, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { withoutExpressions } from "../../evidence/resource-pattern";
import { grantsOf } from "../../evidence/role-policies";
import { endpointAdmits } from "./endpoint-admits";
import { endpointPolicy } from "./endpoint-policy";
import { isPlaceOpen, vaultVpcs, vpcsOf } from "./vault-vpcs";

/** What every node calls. */
const SERVICES = [
  "kms",
  "ec2",
  "ssm",
  "ssmmessages",
  "ec2messages",
  "logs",
  "monitoring",
  "sts",
  "secretsmanager",
  "s3",
];

/** What a node calls where its role may. */
const SOMETIMES = ["autoscaling", "acm-pca"];

export const privateEndpoints = defineRule<NodeGroup | Resource>({
  id: "NET-06",
  title: "AWS is reached by private endpoints that admit nodes only and let through what they need",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Without endpoints a node needs a way to the internet. With an endpoint that lets everything through, stolen data leave by it to anybody's account.",
  remediation:
    "Make an endpoint for each AWS API that nodes call, with private DNS, a security group that admits the nodes on 443, and a policy that names actions and the account.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html",
  ],
  guide: ["S26"],
  controls: {
    soc2: ["CC6.6"],
    pciDss: ["1.4.4", "1.3.2"],
    iso27001: ["A.8.21", "A.5.23"],
    nist80053: ["SC-7", "SC-7(4)"],
  },
  attestable: {
    statement:
      "The network of the nodes has private endpoints, with policies, for all AWS APIs that they call.",
    days: 180,
  },
  claims: MACHINES,
  subjects: (context) => [...nodeGroups(context), ...endpointsOf(context)],
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) =>
    subject instanceof NodeGroup ? complete(subject, context) : endpoint(subject, context),
});

/** The endpoints in the VPCs of Vault; in a VPC of another stack, those that this one makes there. */
function endpointsOf(context: RuleContext): readonly Resource[] {
  const { resources } = context.evidence;
  const vpcs = vaultVpcs(context);
  return resources.ofType("aws_vpc_endpoint").filter((one) => {
    const named = resources.namedBy(one.at("vpc_id"), "aws_vpc");
    return named.some((vpc) => vpcs.includes(vpc));
  });
}

/** Name of an endpoint's service: `kms`; `undefined` where it is not known. */
function serviceOf(one: Resource): string | undefined {
  const name = one.at("service_name");
  if (typeof name.raw !== "string") return undefined;
  const [, service] = /^(?:com|cn\.com)\.amazonaws\.[^.]+\.(.+)$/.exec(withoutExpressions(name.raw)) ?? [];
  return service?.replace(/-fips$/, "");
}

/** Whether the role of a group is granted something of a service. */
function calls({ roles }: NodeGroup, service: string, { evidence }: RuleContext): boolean {
  return roles
    .flatMap((role) => grantsOf(role, evidence).policies)
    .flatMap(({ statements }) => statements ?? [])
    .some((one) => one.effect === "Allow" && one.actions.some((action) => action.startsWith(`${service}:`)));
}

/** Whether there is an endpoint for all that nodes call. */
function complete(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const vpcs = vpcsOf(group, context);
  const needed = [...SERVICES, ...SOMETIMES.filter((service) => calls(group, service, context))];
  const expected = `endpoints for ${needed.join(", ")}`;
  if (vpcs.length === 0) {
    if (!isPlaceOpen(group))
      return [notApplicable("the network is another stack's, which makes its endpoints")];
    const actual = "the network is known when it is deployed";
    return [unknown({ actual, expected, reason: actual })];
  }
  const { resources } = context.evidence;
  return vpcs.flatMap((vpc) => {
    const endpoints = resources.naming(vpc, "aws_vpc_endpoint", "vpc_id");
    const services = endpoints.map(serviceOf);
    const missing = needed.filter((service) => !services.includes(service));
    const said = {
      actual: missing.length === 0 ? "an endpoint for each" : `no endpoint for ${missing.join(", ")}`,
      expected,
    };
    return [
      services.includes(undefined) && missing.length > 0
        ? unknown({ ...said, reason: "the service of an endpoint is known when it is deployed" })
        : passIf(missing.length === 0, said),
      is(vpc.at("enable_dns_hostnames"), true, { whenAbsent: false }),
      is(vpc.at("enable_dns_support"), true, { whenAbsent: true }),
      ...endpoints
        .filter((one) => one.at("vpc_endpoint_type").literal !== "Interface" && serviceOf(one) === "s3")
        .map((one) => reached(one, group, context)),
    ];
  });
}

/** A gateway endpoint is a route of the nodes' subnets. */
function reached(gateway: Resource, group: NodeGroup, { evidence }: RuleContext): Observation {
  const { resources } = evidence;
  const tables = [
    gateway.at("route_table_ids"),
    ...resources
      .naming(gateway, "aws_vpc_endpoint_route_table_association", "vpc_endpoint_id")
      .map((one) => one.at("route_table_id")),
  ].flatMap((value) => resources.namedBy(value, "aws_route_table", "aws_default_route_table"));
  const without = group.subnets.filter(
    (subnet) =>
      !resources
        .naming(subnet, "aws_route_table_association", "subnet_id")
        .some((one) => resources.namedBy(one.at("route_table_id")).some((table) => tables.includes(table))),
  );
  const isOpen =
    !gateway.at("route_table_ids").isKnown && gateway.at("route_table_ids").references.length === 0;
  const said = {
    actual:
      without.length === 0
        ? `${gateway.address} is a route of the nodes`
        : `${without.map(({ address }) => address).join(", ")} has no route to ${gateway.address}`,
    expected: "a route to S3 in the nodes' subnets",
  };
  return without.length > 0 && isOpen && !gateway.at("route_table_ids").isAbsent
    ? unknown({ ...said, reason: "its route tables are known when it is deployed" })
    : passIf(without.length === 0, said);
}

/** One endpoint: who reaches it, and what it lets through. */
function endpoint(one: Resource, context: RuleContext): readonly Observation[] {
  const type = one.at("vpc_endpoint_type").literal ?? "Gateway";
  const policy = endpointPolicy(one, context);
  if (type === "Gateway") {
    const said = {
      actual: `a gateway to ${one.at("service_name")}`,
      expected: "gateways to S3 or DynamoDB only",
    };
    return [...policy, passIf(["s3", "dynamodb", undefined].includes(serviceOf(one)), said)];
  }
  if (type !== "Interface") {
    return [fail({ actual: `an endpoint of type ${type}`, expected: "an interface or a gateway endpoint" })];
  }
  return [
    is(one.at("private_dns_enabled"), true, { whenAbsent: false }),
    present(one.at("subnet_ids")),
    ...endpointAdmits(one, context),
    ...policy,
  ];
}
