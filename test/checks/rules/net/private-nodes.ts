import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { privateNodes } from "../../../../lib/checks/rules/net/private-nodes";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const on = casesOn(NODES);
const device = (draft: Draft) => draft.resource("aws_launch_template").network_interfaces[0];
const subnet = (draft: Draft) => refer(draft, "aws_subnet", "node-subnet-1");
const routed = (route: object) => (draft: Draft) => {
  draft.add("aws_internet_gateway", "gateway", {});
  draft.resource("aws_route_table", "node-routes").route = [{ cidr_block: "0.0.0.0/0", ...route }];
};

export const cases: RuleCases = {
  rule: privateNodes,
  passes: [
    { on: NODES },
    {
      ...on("the network is another stack's", (draft) => {
        draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["subnet-0123456789abcdef0"];
      }),
    },
    {
      ...on("another subnet has a gateway", (draft) => {
        draft.add("aws_internet_gateway", "gateway", {});
        draft.add("aws_subnet", "public", { vpc_id: "vpc-1", map_public_ip_on_launch: true });
        draft.add("aws_route_table", "public", {
          route: [{ gateway_id: "${aws_internet_gateway.gateway.id}" }],
        });
        draft.add("aws_route_table_association", "public", {
          subnet_id: "${aws_subnet.public.id}",
          route_table_id: "${aws_route_table.public.id}",
        });
      }),
    },
    {
      ...on("nodes reach other networks through a transit gateway", (draft) => {
        draft.add("aws_route", "transit", {
          route_table_id: refer(draft, "aws_route_table", "node-routes"),
          destination_cidr_block: "10.0.0.0/8",
          transit_gateway_id: "tgw-1",
        });
      }),
    },
  ],
  fails: [
    on("nodes get a public address", (draft) => {
      device(draft).associate_public_ip_address = "true";
    }),
    on("one of two interfaces gets one", (draft) => {
      draft.resource("aws_launch_template").network_interfaces.push({ associate_public_ip_address: true });
    }),
    on("the subnet gives one", (draft) => {
      delete device(draft).associate_public_ip_address;
      draft.resource("aws_subnet", "node-subnet-2").map_public_ip_on_launch = "true";
    }),
    on(
      "the table leads to a gateway",
      routed({ gateway_id: "${aws_internet_gateway.gateway.id}" }),
      /gateway/,
    ),
    on("the gateway is another stack's", routed({ gateway_id: "igw-0123456789" })),
    on("a route of its own leads there", (draft) =>
      draft.add("aws_route", "out", {
        route_table_id: refer(draft, "aws_route_table", "node-routes"),
        destination_ipv6_cidr_block: "::/0",
        gateway_id: "igw-0123456789",
      }),
    ),
    on("the main table of the VPC leads there", (draft) => {
      draft.remove("aws_route_table_association", "node-routes-1");
      draft.add("aws_default_route_table", "main", {
        default_route_table_id: refer(draft, "aws_vpc", "", "default_route_table_id"),
        route: [{ cidr_block: "0.0.0.0/0", gateway_id: "igw-0123456789" }],
      });
    }),
    on("somebody else lives there", (draft) =>
      draft.add("aws_instance", "jenkins", { subnet_id: subnet(draft) }),
    ),
    casesOn("aws_instance.vault")("a machine has an elastic address", (draft) => {
      draft.add("aws_instance", "vault", { tags: { Name: "vault" }, associate_public_ip_address: false });
      draft.add("aws_eip", "vault", { instance: "${aws_instance.vault.id}" });
    }),
  ],
  unknown: [
    on("a variable decides", (draft) => {
      device(draft).associate_public_ip_address = "${var.public}";
    }),
    on("a variable names the subnets", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = "${var.subnets}";
    }),
    on("a variable names the gateway", routed({ gateway_id: "${var.gateway}" })),
    on("subnets of another stack decide", (draft) => {
      delete device(draft).associate_public_ip_address;
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["subnet-0123456789abcdef0"];
    }),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "associate_public_ip_address",
      on: NODES,
      override: (production) =>
        production
          .at<LaunchTemplate>("nodes/launch-template")
          .addOverride("network_interfaces.0.associate_public_ip_address", "true"),
    },
  ],
  repaired: [
    {
      when: "map_public_ip_on_launch",
      on: NODES,
      override: (production) => {
        const one = production.at<Subnet>("network/node-subnet-1");
        one.mapPublicIpOnLaunch = true;
        one.addOverride("map_public_ip_on_launch", false);
      },
    },
  ],
};
