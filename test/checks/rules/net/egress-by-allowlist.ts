import type { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { egressByAllowlist } from "../../../../lib/checks/rules/net/egress-by-allowlist";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_security_group.vault_nodes";
const BALANCER = "aws_security_group.vault_endpoint";
const nodes = casesOn(NODES);
const balancer = casesOn(BALANCER);

const reaches =
  (attributes: object, name = "nodes") =>
  (draft: Draft) =>
    draft.add("aws_vpc_security_group_egress_rule", "more", {
      security_group_id: refer(draft, "aws_security_group", name),
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      ...attributes,
    });

export const cases: RuleCases = {
  rule: egressByAllowlist,
  passes: [
    { on: NODES },
    { on: BALANCER },
    nodes(
      "another backend is declared",
      reaches({ cidr_ipv4: "10.41.0.0/24", from_port: 636, to_port: 636 }),
    ),
    nodes(
      "names are asked of the resolver",
      reaches({ ip_protocol: "17", cidr_ipv4: "10.64.0.2/32", from_port: 53, to_port: 53 }),
    ),
    nodes(
      "time is asked of Amazon",
      reaches({ ip_protocol: "udp", cidr_ipv4: "169.254.169.123/32", from_port: 123, to_port: 123 }),
    ),
    nodes("nothing is let out at all", (draft) =>
      draft.remove("aws_vpc_security_group_egress_rule", "nodes"),
    ),
  ],
  fails: [
    nodes("everything is let out", reaches({ ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" })),
    nodes("443 is let out to everywhere", reaches({ cidr_ipv4: "0.0.0.0/0" })),
    nodes("443 is let out to everywhere by IPv6", reaches({ cidr_ipv6: "::/0" })),
    nodes("an address of the internet is reached", reaches({ cidr_ipv4: "203.0.113.7/32" })),
    nodes(
      "every protocol is let out to a network",
      reaches({ ip_protocol: "all", cidr_ipv4: "10.41.0.0/24" }),
    ),
    nodes(
      "every port is let out to a network",
      reaches({ from_port: 0, to_port: 65535, cidr_ipv4: "10.41.0.0/24" }),
    ),
    nodes("a wide network is reached", reaches({ cidr_ipv4: "10.0.0.0/8" }), /\/16/),
    nodes("nodes reach each other's SSH", (draft) => {
      const peers = draft.resource("aws_vpc_security_group_egress_rule", "out-peer-api");
      Object.assign(peers, { from_port: 22, to_port: 22 });
    }),
    nodes("a block lets everything out", (draft) => {
      draft.resource("aws_security_group", "nodes").egress = [
        { protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] },
      ];
    }),
    nodes("an older form of rule lets everything out", (draft) =>
      draft.add("aws_security_group_rule", "more", {
        type: "egress",
        security_group_id: refer(draft, "aws_security_group", "nodes"),
        protocol: "-1",
        from_port: 0,
        to_port: 0,
        ipv6_cidr_blocks: ["::/0"],
      }),
    ),
    nodes("a list of the stack holds everything", (draft) => {
      draft.add("aws_ec2_managed_prefix_list", "all", {});
      draft.add("aws_ec2_managed_prefix_list_entry", "all", {
        prefix_list_id: "${aws_ec2_managed_prefix_list.all.id}",
        cidr: "0.0.0.0/0",
      });
      reaches({ prefix_list_id: "${aws_ec2_managed_prefix_list.all.id}" })(draft);
    }),
    balancer(
      "the load balancer reaches something else",
      reaches({ cidr_ipv4: "10.41.0.0/24" }, "vault_endpoint"),
    ),
    balancer("the load balancer reaches the cluster's port", (draft) => {
      const rule = draft.resource(
        "aws_vpc_security_group_egress_rule",
        "endpoint_security-group_rules_out-api",
      );
      Object.assign(rule, { from_port: 8201, to_port: 8201 });
    }),
  ],
  unknown: [
    nodes("a variable is the network", reaches({ cidr_ipv4: "${var.backend}" })),
    nodes("a variable is the group", reaches({ referenced_security_group_id: "${var.group}" })),
    casesOn("aws_launch_template")("the group is another stack's", (draft) => {
      draft.resource("aws_launch_template").network_interfaces[0].security_groups = ["sg-0123456789"];
    }),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "ip_protocol",
      on: NODES,
      override: (production) =>
        production
          .at<VpcSecurityGroupEgressRule>("nodes/security-group/rules/out-endpoints")
          .addOverride("ip_protocol", "-1"),
    },
  ],
  repaired: [
    {
      when: "from_port",
      on: NODES,
      override: (production) => {
        const rule = production.at<VpcSecurityGroupEgressRule>("nodes/security-group/rules/out-endpoints");
        rule.fromPort = 0;
        rule.addOverride("from_port", 443);
      },
    },
  ],
};
