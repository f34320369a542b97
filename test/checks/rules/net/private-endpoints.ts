import type { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { privateEndpoints } from "../../../../lib/checks/rules/net/private-endpoints";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const KMS = "aws_vpc_endpoint.vault_network_endpoints_kms";
const S3 = "aws_vpc_endpoint.vault_network_endpoints_s3";
const nodes = casesOn(NODES);
const kms = casesOn(KMS);
const s3 = casesOn(S3);

const set = (attributes: object) => (draft: Draft) =>
  Object.assign(draft.resource("aws_vpc_endpoint", "endpoints_kms"), attributes);
const statement =
  (change: object, name = "endpoints_kms", index = 0) =>
  (draft: Draft) =>
    draft.policy(draft.resource("aws_vpc_endpoint", name), ({ Statement }) =>
      Object.assign(Statement[index], change),
    );
const admits = (attributes: object) => (draft: Draft) =>
  draft.add("aws_vpc_security_group_ingress_rule", "more", {
    security_group_id: refer(draft, "aws_security_group", "endpoints"),
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
    ...attributes,
  });

export const cases: RuleCases = {
  rule: privateEndpoints,
  passes: [
    { on: NODES },
    { on: KMS },
    { on: S3 },
    kms("the nodes' subnets are named instead of their group", admits({ cidr_ipv4: "10.64.0.0/24" })),
    kms("the policy is a resource of its own", (draft) => {
      const { policy } = draft.resource("aws_vpc_endpoint", "endpoints_kms");
      delete draft.resource("aws_vpc_endpoint", "endpoints_kms").policy;
      draft.add("aws_vpc_endpoint_policy", "kms", {
        vpc_endpoint_id: refer(draft, "aws_vpc_endpoint", "endpoints_kms"),
        policy,
      });
    }),
    nodes("another VPC has an open endpoint", (draft) =>
      draft.add("aws_vpc_endpoint", "other", {
        vpc_id: "vpc-1",
        service_name: "com.amazonaws.eu-central-1.sqs",
      }),
    ),
  ],
  fails: [
    kms("another account is let through", (draft) =>
      draft.policy(draft.resource("aws_vpc_endpoint", "endpoints_kms"), ({ Statement }) =>
        Statement.push({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::999999999999:root" },
          Action: "kms:Decrypt",
          Resource: "*",
        }),
      ),
    ),
    s3("buckets of strangers are reached", (draft) =>
      draft.policy(draft.resource("aws_vpc_endpoint", "endpoints_s3"), ({ Statement }) => {
        for (const one of Statement) delete one.Condition?.StringEquals?.["aws:ResourceAccount"];
      }),
    ),
    ...[
      "kms",
      "ec2_",
      "ec2messages",
      "logs",
      "monitoring",
      "s3",
      "secretsmanager",
      "ssm_",
      "ssmmessages",
      "sts",
    ].map((name) =>
      nodes(
        `there is no endpoint for ${name.replace("_", "")}`,
        (draft) => draft.remove("aws_vpc_endpoint", `endpoints_${name}`),
        /no endpoint/,
      ),
    ),
    nodes("names of endpoints lead to the internet", (draft) => {
      draft.resource("aws_vpc").enable_dns_hostnames = false;
    }),
    nodes("S3 is no route of the nodes", (draft) => {
      draft.resource("aws_vpc_endpoint", "endpoints_s3").route_table_ids = [
        refer(draft, "aws_route_table", "isolated"),
      ];
    }),
    kms("it has no private name", set({ private_dns_enabled: false })),
    kms("nothing says that it has one", set({ private_dns_enabled: undefined })),
    kms("it stands in no subnet", set({ subnet_ids: [] })),
    kms("the default group decides", set({ security_group_ids: [] })),
    kms("everybody reaches it", admits({ cidr_ipv4: "0.0.0.0/0" })),
    kms("the whole VPC reaches it", admits({ cidr_ipv4: "10.64.0.0/20" })),
    kms("another group reaches it", admits({ referenced_security_group_id: "sg-0123456789" })),
    kms("nodes reach more than 443", (draft) => {
      draft.resource("aws_vpc_security_group_ingress_rule", "endpoints_security-group").to_port = 65535;
    }),
    kms("it has no policy", set({ policy: undefined }), /lets everything through/),
    kms("the policy is the one that AWS makes", statement({ Action: "*", Condition: undefined })),
    kms("it lets every action of keys through", statement({ Action: "kms:*" })),
    kms("it lets all but one through", statement({ Action: undefined, NotAction: "kms:CreateKey" })),
    kms("any account comes through", statement({ Condition: undefined })),
    kms(
      "any account comes through where none is told",
      statement({ Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": "1" } } }),
    ),
    kms(
      "every account is the account",
      statement({ Condition: { StringLike: { "aws:PrincipalAccount": "*" } } }),
    ),
    s3("packages may come from any bucket", statement({ Resource: "*" }, "endpoints_s3", 1)),
    s3(
      "everybody may put packages",
      statement({ Action: ["s3:GetObject", "s3:PutObject"] }, "endpoints_s3", 1),
    ),
    nodes("there is no endpoint for what the role may do", (draft) =>
      draft.remove("aws_vpc_endpoint", "autoscaling"),
    ),
    kms("it is a gateway, which there is none of", set({ vpc_endpoint_type: "Gateway" })),
  ],
  unknown: [
    kms("a variable is the policy", set({ policy: "${var.policy}" })),
    kms("a variable is the group", set({ security_group_ids: ["${var.group}"] })),
    kms("a variable reaches it", admits({ cidr_ipv4: "${var.network}" })),
    nodes("a variable is a service", (draft) => {
      draft.resource("aws_vpc_endpoint", "endpoints_sts").service_name = "${var.service}";
    }),
  ],
  notApplicable: [
    ...withoutMachines,
    nodes("the network is another stack's", (draft) => {
      draft.remove("aws_vpc");
      draft.remove("aws_vpc_endpoint");
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["subnet-0123456789abcdef0"];
      for (const group of draft.resources("aws_security_group")) group.vpc_id = "vpc-0123456789abcdef0";
    }),
  ],
  weakened: [
    {
      when: "private_dns_enabled",
      on: KMS,
      override: (production) =>
        production.at<VpcEndpoint>("network/endpoints/kms").addOverride("private_dns_enabled", false),
    },
  ],
  repaired: [
    {
      when: "private_dns_enabled",
      on: KMS,
      override: (production) => {
        const endpoint = production.at<VpcEndpoint>("network/endpoints/kms");
        endpoint.privateDnsEnabled = false;
        endpoint.addOverride("private_dns_enabled", true);
      },
    },
  ],
};
