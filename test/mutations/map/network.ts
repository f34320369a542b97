import { becomes, decidedLater, elsewhere, emptied, joinedBy, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const WORLD = ["0.0.0.0/0", "0.0.0.0/1"];
const ENDPOINT = "aws_vpc_endpoint.policy.Statement";

/** The VPC, its ways in and out, its names. */
export const NETWORK: MutationMap = {
  "aws_vpc.cidr_block": irrelevant("a plan of addresses; what may talk to what is judged by its rules"),
  "aws_vpc.enable_dns_*": guarded("NET-06", becomes(false)),
  "aws_default_security_group.vpc_id": guarded("NET-07", becomes("vpc-0123456789abcdef0")),
  "aws_route_table.vpc_id": irrelevant("Terraform would fail; a table of another VPC cannot be associated"),
  "aws_subnet.availability_zone": guarded("CFG-13", becomes("eu-central-1a")),
  "aws_subnet.cidr_block": irrelevant("a plan of addresses"),
  "aws_subnet#node-subnet.map_public_ip_on_launch": guarded("NET-01", becomes(true, "true")),
  "aws_subnet.map_public_ip_on_launch": irrelevant(
    "no machine is launched here; interfaces of services get no such address",
  ),
  "aws_subnet.vpc_id": irrelevant("Terraform would fail: the address is no part of another VPC"),
  "aws_route_table_association.*": irrelevant(
    "a table without a way out is exchanged for another one without a way out",
  ),

  "aws_flow_log.traffic_type": guarded("NET-07", becomes("ACCEPT", "REJECT")),
  "aws_flow_log.vpc_id": guarded("NET-07", becomes("vpc-0123456789abcdef0"), removed),
  "aws_flow_log.log_destination": guarded("NET-07", removed),
  "aws_flow_log.log_destination_type": irrelevant("where it is read is decided by the destination"),
  "aws_flow_log.iam_role_arn": irrelevant("Terraform would fail without it"),
  "aws_flow_log.max_aggregation_interval": irrelevant("a minute or ten: everything is written"),

  "aws_security_group.vpc_id": irrelevant("Terraform would fail: groups of another VPC cannot be used"),
  "aws_vpc_security_group_ingress_rule.cidr_ipv4": guarded(
    "NET-03",
    becomes(...WORLD, "10.0.0.0/8"),
    decidedLater,
  ),
  "aws_vpc_security_group_ingress_rule#vault_nodes.from_port": guarded("NET-03", becomes(0, 22, "0", 1024)),
  "aws_vpc_security_group_ingress_rule#vault_nodes.to_port": guarded("NET-03", becomes(65_535, "65535")),
  "aws_vpc_security_group_ingress_rule#vault_endpoint.from_port": guarded(
    "NET-03",
    becomes(0, 22, "0", 1024),
  ),
  "aws_vpc_security_group_ingress_rule#vault_endpoint.to_port": guarded("NET-03", becomes(65_535, "65535")),
  "aws_vpc_security_group_ingress_rule#vault_network_endpoints.*_port": irrelevant(
    "the interfaces of AWS services answer on 443 and nowhere else",
  ),
  "aws_vpc_security_group_ingress_rule#vault_nodes.ip_protocol": guarded(
    "NET-03",
    becomes("-1", "all"),
    decidedLater,
  ),
  "aws_vpc_security_group_ingress_rule#vault_endpoint.ip_protocol": guarded(
    "NET-03",
    becomes("-1", "all"),
    decidedLater,
  ),
  "aws_vpc_security_group_ingress_rule#vault_network_endpoints.ip_protocol": irrelevant(
    "the interfaces of AWS services answer on 443 and nowhere else",
  ),
  "aws_vpc_security_group_ingress_rule#peer-cluster.referenced_security_group_id": guarded(
    "NET-03",
    becomes("sg-0123456789abcdef0"),
    decidedLater,
  ),
  "aws_vpc_security_group_ingress_rule#peer-api.referenced_security_group_id": irrelevant(
    "the API is for who is named; another group that is named is a choice",
  ),
  "aws_vpc_security_group_ingress_rule#in-health.referenced_security_group_id": guarded(
    "NET-03",
    becomes("sg-0123456789abcdef0"),
  ),
  "aws_vpc_security_group_ingress_rule#in-api.referenced_security_group_id": irrelevant(
    "the API is for who is named; another group that is named is a choice",
  ),
  "aws_vpc_security_group_ingress_rule#in-vault-prod-nodes.referenced_security_group_id": guarded(
    "NET-06",
    becomes("sg-0123456789abcdef0"),
  ),
  "aws_vpc_security_group_ingress_rule.security_group_id": irrelevant(
    "the rule is gone from its group: something is closed; what it opens elsewhere is guarded there",
  ),
  "aws_vpc_security_group_egress_rule#vault_nodes.from_port": guarded("NET-05", becomes(0, 1)),
  "aws_vpc_security_group_egress_rule#vault_nodes.to_port": guarded("NET-05", becomes(65_535)),
  "aws_vpc_security_group_egress_rule#vault_endpoint.*_port": irrelevant(
    "a load balancer goes to its targets and to nothing else",
  ),
  "aws_vpc_security_group_egress_rule#vault_nodes.ip_protocol": guarded(
    "NET-05",
    becomes("-1"),
    decidedLater,
  ),
  "aws_vpc_security_group_egress_rule#vault_endpoint.ip_protocol": irrelevant(
    "a load balancer goes to its targets and to nothing else",
  ),
  "aws_vpc_security_group_egress_rule.referenced_security_group_id": irrelevant(
    "a group that is named, not the world",
  ),
  "aws_vpc_security_group_egress_rule.security_group_id": irrelevant(
    "the rule is gone from its group: something is closed",
  ),
  "aws_vpc_security_group_egress_rule.cidr_ipv4": guarded("NET-05", becomes(...WORLD), decidedLater),
  "aws_vpc_security_group_egress_rule.prefix_list_id": irrelevant("a list that is named, not the world"),
  "data.aws_prefix_list.name": irrelevant(
    "AWS has lists of its own services under such names, and no list of the world",
  ),

  [`${ENDPOINT}.OwnAccountOnly.Principal`]: irrelevant(
    "the condition says who; without it the mutation beside is caught",
  ),
  [`${ENDPOINT}.OwnAccountOnly.Action`]: guarded("NET-06", becomes("*")),
  [`${ENDPOINT}.OwnAccountOnly.Resource`]: irrelevant(
    "it is every resource already; the condition says whose",
  ),
  [`${ENDPOINT}.OwnAccountOnly.Condition.StringEquals.aws:PrincipalAccount`]: guarded(
    "NET-06",
    removed,
    becomes("*"),
  ),
  [`${ENDPOINT}.OwnAccountOnly.Condition.StringEquals.aws:ResourceAccount`]: guarded(
    "NET-06",
    removed,
    becomes("*"),
  ),
  [`${ENDPOINT}.AmazonLinuxPackages.Principal`]: irrelevant(
    "packages that anybody may have; the requests are not signed",
  ),
  [`${ENDPOINT}.AmazonLinuxPackages.Action`]: guarded(
    "NET-06",
    becomes("s3:*", "*"),
    joinedBy("s3:PutObject"),
  ),
  [`${ENDPOINT}.AmazonLinuxPackages.Resource`]: guarded("NET-06", becomes("*")),
  "aws_vpc_endpoint.private_dns_enabled": guarded("NET-06", removed, becomes(false, "false"), decidedLater),
  "aws_vpc_endpoint.security_group_ids": guarded("NET-06", removed, emptied),
  "aws_vpc_endpoint.service_name": guarded("NET-06", becomes("com.amazonaws.eu-central-1.sqs")),
  "aws_vpc_endpoint#acm-pca.service_name": irrelevant("without it no certificate comes: closed"),
  "aws_vpc_endpoint#autoscaling.service_name": irrelevant("without it no hook is answered: closed"),
  "aws_vpc_endpoint.subnet_ids": irrelevant(
    "where the interface lies in the VPC; a machine that finds none goes nowhere else",
  ),
  "aws_vpc_endpoint.route_table_ids": guarded("NET-06", removed, emptied),
  "aws_vpc_endpoint.vpc_endpoint_type": irrelevant(
    "Terraform would fail: a service has the one kind or the other",
  ),
  "aws_vpc_endpoint.vpc_id": guarded("NET-06", becomes("vpc-0123456789abcdef0")),
  "aws_vpc_endpoint#acm-pca.vpc_id": irrelevant("without it no certificate comes: closed"),
  "aws_vpc_endpoint#autoscaling.vpc_id": irrelevant("without it no hook is answered: closed"),

  "aws_route53_zone.comment": irrelevant("people read it"),
  "aws_route53_zone.name": irrelevant("a name that nothing answers to opens nothing"),
  "aws_route53_zone.vpc.*.vpc_id": irrelevant("a private zone of another VPC tells nobody else"),
  "aws_route53_record.type": irrelevant("an alias of a load balancer that has IPv4 alone"),
  "aws_route53_record.name": irrelevant("a name"),
  "aws_route53_record.zone_id": guarded("NET-07", elsewhere("Z0123456789ABCDEFGHIJ")),
  "aws_route53_record.alias.*": irrelevant("who verifies the certificate is not fooled by an address"),
};
