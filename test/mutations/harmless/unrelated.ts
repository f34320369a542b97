import type { Editable } from "../editable";
import type { Harmless } from "../run";
import { edited } from "./change";

const beside = (
  name: string,
  ...resources: readonly (readonly [type: string, name: string, attributes: Editable])[]
) =>
  edited(name, (draft) => {
    for (const [type, key, attributes] of resources) draft.add(type, key, attributes);
  });

/** What somebody else's system in the same stack has, good or bad: it is not Vault's. */
export const UNRELATED: readonly Harmless[] = [
  beside(
    "another VPC with a way to the internet",
    ["aws_vpc", "shop", { cidr_block: "10.99.0.0/16" }],
    ["aws_internet_gateway", "shop", { vpc_id: "${aws_vpc.shop.id}" }],
    [
      "aws_subnet",
      "shop",
      { vpc_id: "${aws_vpc.shop.id}", cidr_block: "10.99.0.0/24", map_public_ip_on_launch: true },
    ],
    ["aws_route_table", "shop", { vpc_id: "${aws_vpc.shop.id}" }],
    [
      "aws_route",
      "shop",
      {
        route_table_id: "${aws_route_table.shop.id}",
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: "${aws_internet_gateway.shop.id}",
      },
    ],
    [
      "aws_route_table_association",
      "shop",
      { route_table_id: "${aws_route_table.shop.id}", subnet_id: "${aws_subnet.shop.id}" },
    ],
  ),
  beside("a public bucket", ["aws_s3_bucket", "website", { bucket: "shop-website", force_destroy: true }]),
  beside("a bucket with an open policy", [
    "aws_s3_bucket_policy",
    "website",
    {
      bucket: "shop-website",
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::shop-website/*",
          },
        ],
      }),
    },
  ]),
  beside("a key that does not rotate", [
    "aws_kms_key",
    "shop",
    { description: "shop", deletion_window_in_days: 7 },
  ]),
  beside("a group that is open to the world", [
    "aws_security_group",
    "shop",
    {
      vpc_id: "vpc-0123456789abcdef0",
      ingress: [{ protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: ["0.0.0.0/0"] }],
      egress: [{ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }],
    },
  ]),
  beside("an administrator's role", [
    "aws_iam_role",
    "admin",
    {
      managed_policy_arns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      assume_role_policy: JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" },
        ],
      }),
    },
  ]),
  beside("a bastion of another system", [
    "aws_instance",
    "bastion",
    {
      ami: "ami-0123456789abcdef0",
      instance_type: "t3.micro",
      associate_public_ip_address: true,
      key_name: "ops",
    },
  ]),
  beside("a template of another system with old metadata", [
    "aws_launch_template",
    "web",
    { image_id: "ami-0123456789abcdef0", user_data: "IyEvYmluL3NoCmFwdC1nZXQgaW5zdGFsbCBuZ2lueAo=" },
  ]),
  beside(
    "a public load balancer of another system",
    ["aws_lb", "shop", { name: "shop", internal: false, load_balancer_type: "application" }],
    [
      "aws_lb_target_group",
      "shop",
      { name: "shop", port: 80, protocol: "HTTP", vpc_id: "vpc-0123456789abcdef0" },
    ],
    [
      "aws_lb_listener",
      "shop",
      {
        load_balancer_arn: "${aws_lb.shop.arn}",
        port: 80,
        protocol: "HTTP",
        default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.shop.arn}" }],
      },
    ],
  ),
  beside("a log group of another system", [
    "aws_cloudwatch_log_group",
    "shop",
    { name: "/shop", retention_in_days: 7 },
  ]),
  beside("a topic of another system", ["aws_sns_topic", "shop", { name: "shop-orders" }]),
  beside("a queue of another system", ["aws_sqs_queue", "shop", { name: "shop-orders" }]),
  beside("a database of another system", [
    "aws_db_instance",
    "shop",
    {
      engine: "postgres",
      instance_class: "db.t4g.small",
      publicly_accessible: true,
      storage_encrypted: false,
    },
  ]),
  beside("a public zone of another name", ["aws_route53_zone", "shop", { name: "shop.example" }]),
  beside("a public record of another name", [
    "aws_route53_record",
    "shop",
    {
      zone_id: "Z0123456789ABCDEFGHIJ",
      name: "www.shop.example",
      type: "A",
      ttl: 300,
      records: ["203.0.113.7"],
    },
  ]),
  beside("a volume of another system", [
    "aws_ebs_volume",
    "shop",
    { availability_zone: "eu-central-1a", size: 8 },
  ]),
  beside("a function of another system", [
    "aws_lambda_function",
    "shop",
    {
      function_name: "shop",
      role: "arn:aws:iam::123456789012:role/shop",
      filename: "shop.zip",
      handler: "index.main",
      runtime: "nodejs20.x",
    },
  ]),
  beside("a rule of events of another system", [
    "aws_cloudwatch_event_rule",
    "shop",
    { name: "nightly", schedule_expression: "rate(1 day)" },
  ]),
  beside("a key that everybody of the account uses", [
    "aws_kms_key",
    "shop",
    {
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::123456789012:root" },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      }),
    },
  ]),
  beside(
    "a function of another system with a role of its own",
    [
      "aws_iam_role",
      "shop",
      {
        assume_role_policy: JSON.stringify({
          Statement: [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      },
    ],
    [
      "aws_iam_role_policy",
      "shop",
      {
        role: "${aws_iam_role.shop.id}",
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }] }),
      },
    ],
    [
      "aws_lambda_function",
      "shop",
      {
        function_name: "shop",
        role: "${aws_iam_role.shop.arn}",
        filename: "shop.zip",
        handler: "index.main",
      },
    ],
  ),
  beside("an alarm of another system without an action", [
    "aws_cloudwatch_metric_alarm",
    "shop",
    {
      alarm_name: "shop-errors",
      namespace: "Shop",
      metric_name: "Errors",
      comparison_operator: "GreaterThanThreshold",
      threshold: 10,
      evaluation_periods: 3,
    },
  ]),
  beside(
    "a cluster of containers of another system",
    ["aws_ecs_cluster", "shop", { name: "shop" }],
    [
      "aws_autoscaling_group",
      "shop",
      { min_size: 0, max_size: 10, launch_configuration: "shop", vpc_zone_identifier: ["subnet-0123"] },
    ],
  ),
  beside("a way out of another network", [
    "aws_nat_gateway",
    "shop",
    { subnet_id: "subnet-0123456789abcdef0" },
  ]),
  beside("a parameter of another system", [
    "aws_ssm_parameter",
    "shop",
    { name: "/shop/size", type: "String", value: "12" },
  ]),
  edited("a resource that has moved", (draft) => {
    draft.configuration.moved = [{ from: "aws_kms_key.shop", to: "aws_kms_key.store" }];
  }),
  edited("a resource that is imported", (draft) => {
    draft.configuration.import = [
      { to: "aws_sns_topic.shop", id: "arn:aws:sns:eu-central-1:123456789012:x" },
    ];
  }),
  edited("tags that a provider sets and others that it leaves alone", (draft) => {
    for (const provider of draft.configuration.provider.aws) {
      provider.default_tags = [{ tags: { service: "vault", owner: "platform", "cost-center": "4711" } }];
      provider.ignore_tags = [{ key_prefixes: ["kubernetes.io/", "auto-"] }];
    }
  }),
  edited("several outputs", (draft) => {
    draft.configuration.output = {
      name: { value: "vault.corp.example", description: "what clients use" },
      vpc: { value: `\${${draft.address("aws_vpc")}.id}` },
      key: { value: `\${${draft.address("aws_kms_key", "vault_seal")}.arn}` },
    };
  }),
  edited("an output of the address", (draft) => {
    draft.configuration.output = { address: { value: "${aws_lb.vault_endpoint_7C74D382.dns_name}" } };
  }),
  edited("a variable with a default that is no secret", (draft) => {
    draft.configuration.variable = { team: { type: "string", default: "platform" } };
  }),
  edited("another provider", (draft) => {
    draft.configuration.terraform.required_providers.random = {
      source: "hashicorp/random",
      version: "3.7.2",
    };
  }),
];
