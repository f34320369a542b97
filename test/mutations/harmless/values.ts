import type { Harmless } from "../run";
import { edited } from "./change";

const TAGGED = [
  "aws_vpc",
  "aws_subnet",
  "aws_security_group",
  "aws_kms_key",
  "aws_kms_replica_key",
  "aws_lb",
  "aws_lb_target_group",
  "aws_s3_bucket",
  "aws_sns_topic",
  "aws_cloudwatch_log_group",
  "aws_vpc_endpoint",
  "aws_iam_role",
  "aws_launch_template",
];

/** Other names, tags and sizes, and what is stricter than it must be. */
export const VALUES: readonly Harmless[] = [
  ...TAGGED.map((type) =>
    edited(`tags on every ${type}`, (draft) => {
      for (const attributes of draft.resources(type)) {
        attributes.tags = { ...attributes.tags, team: "platform", "cost-center": "4711" };
      }
    }),
  ),
  edited("descriptions of keys", (draft) => {
    for (const key of draft.resources("aws_kms_key")) key.description = "ask the platform team";
  }),
  edited("another name of the load balancer", (draft) => {
    draft.resource("aws_lb").name = "secrets-eu";
  }),
  edited("larger volumes that are faster", (draft) => {
    for (const { ebs } of draft.resource("aws_launch_template").block_device_mappings) {
      Object.assign(ebs, { volume_size: 200, iops: 6000, throughput: 250 });
    }
  }),
  edited("another type of instance", (draft) => {
    draft.resource("aws_launch_template").instance_type = "r7g.2xlarge";
  }),
  edited("logs that are kept for ten years", (draft) => {
    for (const group of draft.resources("aws_cloudwatch_log_group")) group.retention_in_days = 3653;
  }),
  edited("logs that are kept for ever", (draft) => {
    for (const group of draft.resources("aws_cloudwatch_log_group")) group.retention_in_days = 0;
  }),
  edited("a window of deletion that is not set, which is 30 days", (draft) => {
    for (const key of draft.resources("aws_kms_key")) delete key.deletion_window_in_days;
  }),
  edited("a key that rotates twice a year", (draft) => {
    draft.resource("aws_kms_key", "vault_seal").rotation_period_in_days = 180;
  }),
  edited("more time before a node counts as warm", (draft) => {
    draft.resource("aws_autoscaling_group").default_instance_warmup = 300;
  }),
  edited("another alarm address", (draft) => {
    draft.resource("aws_sns_topic_subscription", "oncall").endpoint = "night-shift@corp.example";
  }),
  edited("a narrower client network", (draft) => {
    draft.resource("aws_vpc_security_group_ingress_rule", "client-10-20").cidr_ipv4 = "10.20.4.0/24";
  }),
  edited("a description on the listener's targets and another pace of checks", (draft) => {
    draft.resource("aws_lb_target_group").health_check.interval = 15;
  }),
  edited("shorter leases", (draft) =>
    draft.server((server) => {
      server.default_lease_ttl = "15m";
      server.max_lease_ttl = "8h";
    }),
  ),
  edited("a stricter lockout", (draft) =>
    draft.server((server) => {
      server.user_lockout.all.lockout_threshold = 3;
      server.user_lockout.all.lockout_duration = "12h";
    }),
  ),
  edited("smaller requests", (draft) =>
    draft.server((server) => {
      server.listener[0].tcp.max_request_size = 1_048_576;
      server.listener[0].tcp.max_request_duration = "30s";
    }),
  ),
  edited("a log that says less", (draft) =>
    draft.server((server) => {
      server.log_level = "warn";
    }),
  ),
  edited("figures that are kept longer", (draft) =>
    draft.server((server) => {
      server.telemetry.prometheus_retention_time = "72h";
    }),
  ),
  edited("a stricter kernel", (draft) =>
    draft.edit("/etc/sysctl.d/99-zz-hardened-vault.conf", (text) =>
      text.replace("ptrace_scope = 2", "ptrace_scope = 3"),
    ),
  ),
  edited("a kernel setting beside ours", (draft) =>
    draft.edit("/etc/sysctl.d/99-zz-hardened-vault.conf", (text) => `${text}net.core.somaxconn = 4096\n`),
  ),
  edited("logs that are rotated more often", (draft) =>
    draft.edit("/etc/logrotate.d/hardened-vault", (text) =>
      text.replace("rotate 14", "rotate 30").replace("maxsize 500M", "maxsize 200M"),
    ),
  ),
  edited("a journal that may be larger", (draft) =>
    draft.edit("/etc/systemd/journald.conf.d/99-hardened-vault.conf", (text) =>
      text.replace("SystemMaxUse=2G", "SystemMaxUse=8G"),
    ),
  ),
  edited("more open files, more time to end", (draft) =>
    draft.edit("/etc/systemd/system/vault.service", (text) =>
      text
        .replace("LimitNOFILE=65536", "LimitNOFILE=262144")
        .replace("TimeoutStopSec=30", "TimeoutStopSec=60"),
    ),
  ),
  edited("a narrower audience of the packet filter", (draft) =>
    draft.edit("/etc/nftables.conf", (text) => text.replace("{ 10.20.0.0/16, ", "{ 10.20.4.0/24, ")),
  ),
  edited("files that fewer may read", (draft) => {
    for (const file of draft.files.values()) if (file.mode === 0o644) file.mode = 0o444;
  }),
];
