import { becomes, decidedLater, elsewhere, emptied, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

/** The machines: their template, their group, their image. */
export const NODES: MutationMap = {
  "aws_launch_template.image_id": guarded("HOST-10", becomes("resolve:ssm:/company/latest"), decidedLater),
  "data.aws_ami.owners": guarded("HOST-10", removed, emptied, becomes(["*"], ["self", "*"])),
  "data.aws_ami.most_recent": irrelevant("Terraform would fail where several images fit"),
  "data.aws_ami.filter.*.*": irrelevant("whose image it is, is decided by the owner"),
  "aws_launch_template.instance_type": irrelevant("a size"),
  "aws_launch_template.ebs_optimized": irrelevant("speed; instances of today are so anyway"),
  "aws_launch_template.update_default_version": irrelevant("the group names a version"),
  "aws_launch_template.user_data": guarded("SUP-02", becomes("IyEvYmluL3NoCg=="), decidedLater),
  "aws_launch_template.monitoring.enabled": irrelevant("metrics each minute or each five"),
  "aws_launch_template.block_device_mappings.*.ebs.encrypted": guarded(
    "HOST-09",
    removed,
    becomes("false", false),
    decidedLater,
  ),
  "aws_launch_template.block_device_mappings.*.ebs.kms_key_id": guarded(
    "HOST-09",
    removed,
    becomes("alias/aws/ebs"),
  ),
  "aws_launch_template.block_device_mappings.*.ebs.volume_size": guarded("HOST-09", becomes(1), decidedLater),
  "aws_launch_template.block_device_mappings.*.ebs.volume_type": guarded(
    "HOST-09",
    becomes("standard", "st1"),
  ),
  "aws_launch_template.block_device_mappings.*.ebs.delete_on_termination": irrelevant(
    "a volume that stays is encrypted with the same key",
  ),
  "aws_launch_template.block_device_mappings.0.device_name": irrelevant(
    "the root volume of the image has this name",
  ),
  "aws_launch_template.block_device_mappings.*.device_name": guarded("HOST-09", becomes("/dev/xvda")),
  "aws_launch_template.iam_instance_profile.arn": guarded(
    "IAM-01",
    elsewhere("arn:aws:iam::123456789012:instance-profile/admin"),
  ),
  "aws_launch_template.metadata_options.http_endpoint": irrelevant(
    "off is stricter, and nodes could not unseal",
  ),
  "aws_launch_template.metadata_options.http_tokens": guarded(
    "IAM-02",
    removed,
    becomes("optional"),
    decidedLater,
  ),
  "aws_launch_template.metadata_options.http_put_response_hop_limit": guarded(
    "IAM-02",
    becomes(2, 64, "2"),
    decidedLater,
  ),
  "aws_launch_template.metadata_options.instance_metadata_tags": irrelevant("tags are no secret"),
  "aws_launch_template.network_interfaces.*.associate_public_ip_address": guarded(
    "NET-01",
    becomes("true", true),
    decidedLater,
  ),
  "aws_launch_template.network_interfaces.*.delete_on_termination": irrelevant(
    "an interface that nobody uses",
  ),
  "aws_launch_template.network_interfaces.*.device_index": irrelevant("a number"),
  "aws_launch_template.network_interfaces.*.security_groups": guarded(
    "NET-03",
    removed,
    emptied,
    decidedLater,
  ),
  "aws_launch_template.tag_specifications.*.resource_type": irrelevant("where tags are put"),

  "aws_autoscaling_group.min_size": guarded("CFG-13", becomes(1, 2, 4), decidedLater),
  "aws_autoscaling_group.max_size": guarded("CFG-13", becomes(4, 1)),
  "aws_autoscaling_group.desired_capacity": guarded("CFG-13", becomes(1, 2, 4), decidedLater),
  "aws_autoscaling_group.vpc_zone_identifier": guarded("CFG-13", becomes(["subnet-0123456789abcdef0"])),
  "aws_autoscaling_group.health_check_type": guarded("HOST-10", becomes("ELB"), decidedLater),
  "aws_autoscaling_group.health_check_grace_period": irrelevant(
    "health is that of the machine, which is seen at once",
  ),
  "aws_autoscaling_group.default_instance_warmup": irrelevant("a pace"),
  "aws_autoscaling_group.service_linked_role_arn": irrelevant(
    "Terraform would fail, or the default role cannot use the key",
  ),
  "aws_autoscaling_group.suspended_processes": guarded("HOST-10", removed, emptied),
  "aws_autoscaling_group.target_group_arns": irrelevant("Vault cannot be reached: nothing is opened"),
  "aws_autoscaling_group.termination_policies": irrelevant("which node goes first"),
  "aws_autoscaling_group.wait_for_capacity_timeout": irrelevant("how long Terraform waits"),
  "aws_autoscaling_group.initial_lifecycle_hook.*.default_result": guarded("HOST-10", becomes("CONTINUE")),
  "aws_autoscaling_group.initial_lifecycle_hook.*.lifecycle_transition": guarded(
    "HOST-10",
    becomes("autoscaling:EC2_INSTANCE_LAUNCHING"),
  ),
  "aws_autoscaling_group.initial_lifecycle_hook.*.*": irrelevant("a name, and a time to wait"),
  "aws_autoscaling_lifecycle_hook.autoscaling_group_name": irrelevant(
    "the group has the same hooks from its beginning",
  ),
  "aws_autoscaling_lifecycle_hook.default_result": guarded("HOST-10", becomes("CONTINUE")),
  "aws_autoscaling_lifecycle_hook.lifecycle_transition": irrelevant(
    "the group has the same hooks from its beginning",
  ),
  "aws_autoscaling_lifecycle_hook.heartbeat_timeout": irrelevant("a time to wait"),
  "aws_autoscaling_group.instance_refresh.strategy": irrelevant("there is no other"),
  "aws_autoscaling_group.instance_refresh.preferences.min_healthy_percentage": guarded(
    "HOST-10",
    becomes(0, 50, 90),
  ),
  "aws_autoscaling_group.instance_refresh.preferences.*": irrelevant(
    "pace, and what happens after a failure",
  ),
  "aws_autoscaling_group.launch_template.id": guarded("HOST-10", becomes("lt-0123456789abcdef0")),
  "aws_autoscaling_group.launch_template.version": guarded(
    "HOST-10",
    becomes("$Latest", "$Default"),
    removed,
  ),
  "aws_autoscaling_group.tag.*.*": irrelevant("tags"),
};
