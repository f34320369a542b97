import { fits, oneOf, present } from "../../engine/assertions";
import { notApplicable, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { accessRulesOf } from "../../evidence/access-rules";
import type { Resource } from "../../evidence/resource";
import { vaultVpcs } from "./vault-vpcs";

export const vpcHygiene = defineRule<Resource>({
  id: "NET-07",
  title: "The network is recorded, its default group is empty, and Vault's name is private",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Vault's unaudited paths are seen in flow logs only; whatever is started without a group of its own falls into the default one; a public name tells the world where Vault is.",
  remediation:
    "Record all traffic of the VPC, manage its default security group without rules, and write Vault's name into a private hosted zone only.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
  ],
  guide: ["S28"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["1.2.1", "10.2.1"],
    iso27001: ["A.8.15", "A.8.20"],
    nist80053: ["AU-12", "SI-4(4)", "SC-20"],
  },
  claims: ["aws_vpc"],
  subjects: (context) => [...vaultVpcs(context), ...recordsOf(context)],
  notApplicable: "the network and the names of Vault are another stack's",
  check: (subject, context) =>
    subject.type === "aws_vpc" ? network(subject, context) : record(subject, context),
});

/** Records of a load balancer before Vault, and others of the same name. */
function recordsOf(context: RuleContext): readonly Resource[] {
  const { resources } = context.evidence;
  const balancers = nodeGroups(context).flatMap(({ loadBalancers }) => loadBalancers);
  const all = resources.ofType("aws_route53_record");
  const own = all.filter((one) =>
    ["alias", "records"].some((attribute) =>
      resources.namedBy(one.at(attribute), "aws_lb", "aws_alb").some((lb) => balancers.includes(lb)),
    ),
  );
  const names = own.map((one) => nameOf(one)).filter((name) => name !== "");
  return all.filter((one) => own.includes(one) || names.includes(nameOf(one)));
}

function nameOf(record: Resource): string {
  return textOf(record.at("name").raw).toLowerCase().replace(/\.$/, "");
}

function network(vpc: Resource, context: RuleContext): readonly Observation[] {
  const { resources } = context.evidence;
  const flows = resources.naming(vpc, "aws_flow_log", "vpc_id");
  const emptied = resources.naming(vpc, "aws_default_security_group", "vpc_id");
  const rules = emptied.flatMap(({ address }) => accessRulesOf(address, context.evidence));
  const hasBalancer = nodeGroups(context).some(({ loadBalancers }) => loadBalancers.length > 0);
  return [
    passIf(flows.length > 0, {
      actual: flows.length > 0 ? "flow logs" : "no flow log",
      expected: "flow logs of the VPC",
    }),
    ...flows.flatMap((flow) => [
      oneOf(flow.at("traffic_type"), ["ALL"], { name: `${flow.address} traffic_type` }),
      present(flow.at(flow.at("log_destination").isAbsent ? "log_group_name" : "log_destination"), {
        name: `${flow.address} log_destination`,
      }),
    ]),
    passIf(emptied.length > 0 && rules.length === 0, {
      actual:
        emptied.length === 0
          ? "the default security group is as AWS made it"
          : `${rules.length} rules in the default security group`,
      expected: "a default security group without rules",
    }),
    ...(hasBalancer ? [privateName(vpc, context)] : []),
  ];
}

/** A zone of this VPC has the name of the load balancer. */
function privateName(vpc: Resource, context: RuleContext): Observation {
  const { resources } = context.evidence;
  const zones = resources
    .ofType("aws_route53_zone")
    .filter(
      (zone) =>
        zone.blocks("vpc").some((block) => resources.namedBy(block.at("vpc_id"), "aws_vpc").includes(vpc)) ||
        resources
          .naming(zone, "aws_route53_zone_association", "zone_id")
          .some((one) => resources.namedBy(one.at("vpc_id"), "aws_vpc").includes(vpc)),
    );
  const records = recordsOf(context);
  const isNamed = records.some((one) =>
    resources.namedBy(one.at("zone_id"), "aws_route53_zone").some((zone) => zones.includes(zone)),
  );
  const elsewhere = records.some(
    (one) => resources.namedBy(one.at("zone_id"), "aws_route53_zone").length === 0,
  );
  const said = {
    actual: isNamed ? "a name in a private zone of the VPC" : "no name in a private zone of the VPC",
    expected: "a private hosted zone with Vault's name",
  };
  if (!isNamed && elsewhere) return unknown({ ...said, reason: "the zone of the name is another stack's" });
  return passIf(isNamed, said);
}

/** A name of Vault stands in a private zone. */
function record(one: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const value = one.at("zone_id");
  const [zone] = resources.namedBy(value, "aws_route53_zone");
  if (zone !== undefined) {
    const associated = resources.naming(zone, "aws_route53_zone_association", "zone_id").length > 0;
    return [
      passIf(associated || zone.blocks("vpc").length > 0, {
        actual: `${zone.address} is ${associated || zone.blocks("vpc").length > 0 ? "private" : "public"}`,
        expected: "a private zone",
      }),
    ];
  }
  const [read] = resources.namedBy(value, "data.aws_route53_zone");
  if (read !== undefined) {
    return [
      fits(read.at("private_zone"), "private_zone = true", (got) => got === true || got === "true", {
        whenAbsent: !read.at("vpc_id").isAbsent,
        name: `${read.address} private_zone`,
      }),
    ];
  }
  if (value.isKnown) return [notApplicable("the zone is another stack's")];
  const reason = "the zone is known when it is deployed";
  return [unknown({ actual: `zone_id = ${value}`, expected: "a private zone", reason })];
}

function textOf(raw: unknown): string {
  return typeof raw === "string" ? raw : "";
}
