import type { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { ingressByAllowlist } from "../../../../lib/checks/rules/net/ingress-by-allowlist";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_security_group.vault_nodes";
const BALANCER = "aws_security_group.vault_endpoint";
const nodes = casesOn(NODES);
const balancer = casesOn(BALANCER);
const groupOf = (draft: Draft, name: string) => refer(draft, "aws_security_group", name);

/** One more rule of the nodes' group. */
const admits =
  (attributes: object, name = "nodes") =>
  (draft: Draft) =>
    draft.add("aws_vpc_security_group_ingress_rule", "more", {
      security_group_id: groupOf(draft, name),
      ip_protocol: "tcp",
      from_port: 8200,
      to_port: 8200,
      ...attributes,
    });
const client = (attributes: object) => (draft: Draft) =>
  Object.assign(draft.resource("aws_vpc_security_group_ingress_rule", "in-client-10-20"), attributes);

export const cases: RuleCases = {
  rule: ingressByAllowlist,
  passes: [
    { on: NODES },
    { on: BALANCER },
    balancer("another client is named", admits({ cidr_ipv4: "10.50.0.0/20" }, "vault_endpoint")),
    balancer(
      "a client is a group",
      admits({ referenced_security_group_id: "sg-0123456789" }, "vault_endpoint"),
    ),
    balancer("clients are a list", admits({ prefix_list_id: "pl-0123456789" }, "vault_endpoint")),
    nodes("nodes admit clients as well", admits({ cidr_ipv4: "10.20.0.0/16" })),
    nodes("rules stand in the group", (draft) => {
      draft.remove("aws_vpc_security_group_ingress_rule", "nodes_security-group");
      draft.resource("aws_security_group", "nodes").ingress = [
        { protocol: "tcp", from_port: 8200, to_port: 8201, self: true, cidr_blocks: [] },
      ];
    }),
    nodes("a group that is not attached is open", (draft) =>
      draft.add("aws_security_group", "web", { ingress: [{ protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }] }),
    ),
  ],
  fails: [
    balancer("everybody gets in", client({ cidr_ipv4: "0.0.0.0/0" }), /0\.0\.0\.0\/0/),
    balancer("half of the internet gets in", client({ cidr_ipv4: "128.0.0.0/1" })),
    balancer("everybody gets in by IPv6", client({ cidr_ipv4: undefined, cidr_ipv6: "::/0" })),
    balancer("a whole class gets in", client({ cidr_ipv4: "10.0.0.0/8" }), /10\.0\.0\.0\/8/),
    balancer("all ports are open", client({ from_port: 0, to_port: 65535 })),
    balancer("every protocol is open", client({ ip_protocol: "-1" })),
    balancer("a list of the stack holds everybody", (draft) => {
      draft.add("aws_ec2_managed_prefix_list", "all", { entry: [{ cidr: "0.0.0.0/0" }] });
      client({ cidr_ipv4: undefined, prefix_list_id: "${aws_ec2_managed_prefix_list.all.id}" })(draft);
    }),
    balancer("the health port is shown", client({ from_port: 8202, to_port: 8202 })),
    casesOn("aws_lb.vault_endpoint")("the load balancer has no group", (draft) => {
      delete draft.resource("aws_lb").security_groups;
    }),
    casesOn("aws_launch_template")("the nodes have no group", (draft) => {
      delete draft.resource("aws_launch_template").network_interfaces[0].security_groups;
    }),
    nodes(
      "clients reach the cluster's port",
      admits({ from_port: 8201, to_port: 8201, cidr_ipv4: "10.20.0.0/16" }),
    ),
    nodes(
      "another group reaches it",
      admits({ from_port: 8201, to_port: 8201, referenced_security_group_id: "sg-1" }),
    ),
    nodes(
      "clients reach the health port",
      admits({ from_port: 8202, to_port: 8202, cidr_ipv4: "10.20.0.0/16" }),
    ),
    nodes("nodes reach the health port", (draft) => {
      const peers = draft.resource("aws_vpc_security_group_ingress_rule", "in-peer-api");
      Object.assign(peers, { from_port: 8202, to_port: 8202 });
    }),
    nodes(
      "another group reaches the API past the load balancer",
      admits({ referenced_security_group_id: "sg-1" }),
    ),
    nodes("SSH is open", admits({ from_port: 22, to_port: 22, cidr_ipv4: "10.20.0.0/24" })),
    nodes(
      "ICMP is open",
      admits({ ip_protocol: "icmp", from_port: -1, to_port: -1, cidr_ipv4: "10.20.0.0/24" }),
    ),
    nodes("an older form of rule admits everybody", (draft) =>
      draft.add("aws_security_group_rule", "more", {
        type: "ingress",
        security_group_id: groupOf(draft, "nodes"),
        protocol: "tcp",
        from_port: "8200",
        to_port: "8200",
        cidr_blocks: ["10.0.0.0/24", "0.0.0.0/0"],
      }),
    ),
    nodes("a block admits everybody", (draft) => {
      draft.resource("aws_security_group", "nodes").ingress = [
        { protocol: "6", from_port: 8200, to_port: 8200, ipv6_cidr_blocks: ["::/0"] },
      ];
    }),
    casesOn("aws_security_group.second")("a second group admits everybody", (draft) => {
      draft.add("aws_security_group", "second", {
        ingress: [{ protocol: "all", cidr_blocks: ["0.0.0.0/0"] }],
      });
      draft
        .resource("aws_launch_template")
        .network_interfaces[0].security_groups.push("${aws_security_group.second.id}");
    }),
  ],
  unknown: [
    balancer("a variable is the network", client({ cidr_ipv4: "${var.clients}" })),
    balancer("a variable is the port", client({ from_port: "${var.port}" })),
    nodes("a dynamic block makes rules", (draft) => {
      draft.resource("aws_security_group", "nodes").dynamic = { ingress: { for_each: "${var.rules}" } };
    }),
    casesOn("aws_launch_template")("the group is another stack's", (draft) => {
      draft.resource("aws_launch_template").network_interfaces[0].security_groups = ["sg-0123456789"];
    }),
    casesOn("aws_launch_template")("a variable is the group", (draft) => {
      draft.resource("aws_launch_template").network_interfaces[0].security_groups = ["${var.group}"];
    }),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "cidr_ipv4",
      on: BALANCER,
      override: (production) =>
        production
          .at<VpcSecurityGroupIngressRule>("endpoint/security-group/rules/in-client-10-20-0-0-16")
          .addOverride("cidr_ipv4", "0.0.0.0/0"),
    },
  ],
  repaired: [
    {
      when: "to_port",
      on: NODES,
      override: (production) => {
        const rule = production.at<VpcSecurityGroupIngressRule>("nodes/security-group/rules/in-peer-cluster");
        rule.toPort = 9000;
        rule.addOverride("to_port", 8201);
      },
    },
  ],
};
