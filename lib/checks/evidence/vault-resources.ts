import type { Evidence } from "./evidence";
import { NodeGroup } from "./node-group";
import type { Resource } from "./resource";
import { Resources } from "./resources";
import { Value } from "./value";

/**
 * Resources that say something about the one that they name: without them it is judged wrongly. What merely uses a
 * resource, such as another subnet of the same VPC, is none of Vault's business.
 */
const SATELLITES: readonly (readonly [type: string, attribute: string, of: string])[] = [
  ["aws_autoscaling_group", "launch_template", "aws_launch_template"],
  ["aws_autoscaling_group", "mixed_instances_policy", "aws_launch_template"],
  ["aws_autoscaling_group", "launch_configuration", "aws_launch_configuration"],
  ["aws_autoscaling_attachment", "autoscaling_group_name", "aws_autoscaling_group"],
  ["aws_autoscaling_lifecycle_hook", "autoscaling_group_name", "aws_autoscaling_group"],
  ["aws_iam_role_policy", "role", "aws_iam_role"],
  ["aws_iam_role_policy_attachment", "role", "aws_iam_role"],
  ["aws_iam_role_policies_exclusive", "role_name", "aws_iam_role"],
  ["aws_lb_listener", "default_action", "aws_lb_target_group"],
  ["aws_lb_listener", "load_balancer_arn", "aws_lb"],
  ["aws_lb_target_group_attachment", "target_group_arn", "aws_lb_target_group"],
  ["aws_route53_record", "alias", "aws_lb"],
  ["aws_route53_record", "records", "aws_lb"],
  ["aws_vpc_endpoint_service", "network_load_balancer_arns", "aws_lb"],
  ["aws_vpc_security_group_ingress_rule", "security_group_id", "aws_security_group"],
  ["aws_vpc_security_group_egress_rule", "security_group_id", "aws_security_group"],
  ["aws_security_group_rule", "security_group_id", "aws_security_group"],
  ["aws_vpc_endpoint", "vpc_id", "aws_vpc"],
  ["aws_vpc_endpoint_policy", "vpc_endpoint_id", "aws_vpc_endpoint"],
  ["aws_flow_log", "vpc_id", "aws_vpc"],
  ["aws_default_security_group", "vpc_id", "aws_vpc"],
  ["aws_route53_resolver_query_log_config_association", "resource_id", "aws_vpc"],
  ["aws_route_table_association", "subnet_id", "aws_subnet"],
  ["aws_main_route_table_association", "vpc_id", "aws_vpc"],
  ["aws_route", "route_table_id", "aws_route_table"],
  ["aws_kms_key_policy", "key_id", "aws_kms_key"],
  ["aws_kms_grant", "key_id", "aws_kms_key"],
  ["aws_kms_alias", "target_key_id", "aws_kms_key"],
  ["aws_kms_alias", "target_key_id", "aws_kms_replica_key"],
  ["aws_kms_replica_key", "primary_key_arn", "aws_kms_key"],
  ["aws_cloudwatch_event_rule", "event_pattern", "aws_kms_key"],
  ["aws_cloudwatch_event_rule", "event_pattern", "aws_kms_replica_key"],
  ["aws_cloudwatch_event_target", "rule", "aws_cloudwatch_event_rule"],
  ["aws_sns_topic_policy", "arn", "aws_sns_topic"],
  ["aws_sns_topic_subscription", "topic_arn", "aws_sns_topic"],
  ["aws_ssm_document", "content", "aws_kms_key"],
  ["aws_s3_bucket_acl", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_lifecycle_configuration", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_logging", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_object_lock_configuration", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_ownership_controls", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_policy", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_public_access_block", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_server_side_encryption_configuration", "bucket", "aws_s3_bucket"],
  ["aws_s3_bucket_versioning", "bucket", "aws_s3_bucket"],
  ["aws_s3_object", "bucket", "aws_s3_bucket"],
  ["aws_secretsmanager_secret_policy", "secret_arn", "aws_secretsmanager_secret"],
  ["aws_secretsmanager_secret_version", "secret_id", "aws_secretsmanager_secret"],
];

const KNOWN = new WeakMap<Evidence, Resources>();

/** The resources of a stack that Vault is made of: its machines, what they use, and what says something about that. */
export function vaultResources(evidence: Evidence): Resources {
  let known = KNOWN.get(evidence);
  if (known === undefined) {
    known = new Resources(evidence.resources.all.filter((resource) => reached(evidence).has(resource)));
    KNOWN.set(evidence, known);
  }
  return known;
}

const REACHED = new WeakMap<Evidence, ReadonlySet<Resource>>();

function reached(evidence: Evidence): ReadonlySet<Resource> {
  const known = REACHED.get(evidence);
  if (known !== undefined) return known;
  const { resources } = evidence;
  const satellites = satellitesOf(resources);
  const found = new Set<Resource>();
  const open: Resource[] = [];
  const add = (resource: Resource) => {
    if (found.has(resource)) return;
    found.add(resource);
    open.push(resource);
  };
  for (const group of NodeGroup.of(evidence)) {
    add(group.template);
    const { host, userData } = group;
    const texts = [userData?.text ?? "", ...(host?.files ?? []).map(({ content }) => content)];
    for (const resource of mentionedIn(texts, resources)) add(resource);
    for (const resource of resources.namedBy(new Value("user_data", userData?.text))) add(resource);
  }
  for (let resource = open.pop(); resource !== undefined; resource = open.pop()) {
    for (const named of resources.namedBy(resource.attributes)) add(named);
    for (const value of identitiesIn(resource)) for (const named of resources.namedBy(value)) add(named);
    if (resource.type === "aws_ssm_document") {
      for (const named of mentionedIn([String(resource.at("content").raw)], resources)) add(named);
    }
    for (const satellite of satellites.get(resource) ?? []) add(satellite);
  }
  REACHED.set(evidence, found);
  return found;
}

/** Who says something about whom. */
function satellitesOf(resources: Resources): ReadonlyMap<Resource, readonly Resource[]> {
  const found = new Map<Resource, Resource[]>();
  for (const [type, attribute, of] of SATELLITES) {
    for (const satellite of resources.ofType(type)) {
      for (const centre of resources.namedBy(satellite.at(attribute), of)) {
        const list = found.get(centre);
        if (list === undefined) found.set(centre, [satellite]);
        else list.push(satellite);
      }
    }
  }
  return found;
}

/** In a plan or a state other resources are named by what they are called; these attributes name one. */
const NAMING = new Set([
  "iam_instance_profile",
  "load_balancer_arn",
  "kms_key_id",
  "kms_master_key_id",
  "log_destination",
  "role",
  "role_arn",
  "security_group_ids",
  "security_groups",
  "target_bucket",
  "target_group_arns",
  "target_key_id",
  "topic_arn",
  "vpc_id",
  "vpc_security_group_ids",
  "vpc_zone_identifier",
  "zone_id",
]);

function identitiesIn(resource: Resource): readonly Value[] {
  return Object.keys(resource.attributes.raw as object)
    .filter((name) => NAMING.has(name))
    .map((name) => resource.at(name))
    .filter((value) => value.isKnown);
}

/** What texts name, without a reference. */
function mentionedIn(texts: readonly string[], resources: Resources): readonly Resource[] {
  return resources
    .ofType("aws_cloudwatch_log_group", "aws_s3_bucket", "aws_secretsmanager_secret", "aws_ssm_parameter")
    .filter((resource) =>
      ["name", "bucket"].some((attribute) => {
        const { literal } = resource.at(attribute);
        return (
          typeof literal === "string" && literal.length > 3 && texts.some((text) => text.includes(literal))
        );
      }),
    );
}
