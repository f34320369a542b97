import { becomes, decidedLater, emptied, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

/** The one way in for clients. */
export const LOAD_BALANCER: MutationMap = {
  "aws_lb.internal": guarded("NET-02", removed, becomes(false, "false"), decidedLater),
  "aws_lb.load_balancer_type": guarded("NET-02", becomes("application"), removed),
  "aws_lb.enable_deletion_protection": guarded("NET-02", removed, becomes(false), decidedLater),
  "aws_lb.security_groups": guarded("NET-03", removed, emptied),
  "aws_lb.enforce_security_group_inbound_rules_on_private_link_traffic": guarded("NET-02", becomes("off")),
  "aws_lb.enable_cross_zone_load_balancing": irrelevant("availability of a zone, not safety"),
  "aws_lb.ip_address_type": irrelevant(
    "IPv6 needs subnets that have it; who may come in is the group's business",
  ),
  "aws_lb.subnets": irrelevant("which subnets are private is judged by their routes"),
  "aws_lb_listener.load_balancer_arn": irrelevant("Vault cannot be reached: nothing is opened"),
  "aws_lb_listener.port": guarded("NET-02", becomes(8201, 8202, 80)),
  "aws_lb_listener.protocol": guarded("NET-02", becomes("TLS", "HTTP", "HTTPS", "TCP_UDP"), removed),
  "aws_lb_listener.default_action.*.*": irrelevant("Vault cannot be reached: nothing is opened"),
  "aws_lb_target_group.port": [...guarded("NET-02", becomes(8201)), ...guarded("TLS-04", becomes(8202))],
  "aws_lb_target_group.protocol": guarded("TLS-01", becomes("HTTP", "TLS")),
  "aws_lb_target_group.preserve_client_ip": guarded("NET-02", becomes(false, "false"), decidedLater),
  "aws_lb_target_group.target_type": irrelevant(
    "instances are registered by their group; addresses would hide clients, which is judged",
  ),
  "aws_lb_target_group.vpc_id": irrelevant("Terraform would fail: the targets are in this VPC"),
  "aws_lb_target_group.health_check.port": irrelevant(
    "a check that fails takes nodes out; nothing is opened",
  ),
  "aws_lb_target_group.health_check.protocol": guarded("TLS-01", becomes("HTTP")),
  "aws_lb_target_group.health_check.*": irrelevant(
    "availability: a check that says too little or too much opens nothing",
  ),
  "aws_lb_target_group.connection_termination": irrelevant("how soon a node that leaves is left"),
  "aws_lb_target_group.deregistration_delay": irrelevant("how soon a node that leaves is left"),
};
