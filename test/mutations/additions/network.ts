import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added, file, lastStep } from "./added";

const group = (draft: Draft, name: string) => `\${${draft.address("aws_security_group", name)}.id}`;

const ingress = (name: string, rule: Editable, where = "vault_nodes") =>
  added("NET-03", name, (draft) =>
    draft.add("aws_vpc_security_group_ingress_rule", "another", {
      security_group_id: group(draft, where),
      ip_protocol: "tcp",
      from_port: 8200,
      to_port: 8200,
      ...rule,
    }),
  );

const egress = (name: string, rule: Editable) =>
  added("NET-05", name, (draft) =>
    draft.add("aws_vpc_security_group_egress_rule", "another", {
      security_group_id: group(draft, "vault_nodes"),
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      ...rule,
    }),
  );

/** Routes of the nodes' table. */
const route = (name: string, attributes: Editable) =>
  added("NET-01", name, (draft) =>
    draft.add("aws_route", "out", {
      route_table_id: `\${${draft.address("aws_route_table", "node-routes")}.id}`,
      destination_cidr_block: "0.0.0.0/0",
      ...attributes,
    }),
  );

/** Ways in and out beside the good ones. */
export const NETWORK: readonly Mutation[] = [
  ingress("a rule for everybody on the nodes", { cidr_ipv4: "0.0.0.0/0" }),
  ingress("a rule for everybody on the load balancer", { cidr_ipv4: "0.0.0.0/0" }, "vault_endpoint"),
  ingress("a rule for everybody by IPv6", { cidr_ipv6: "::/0" }, "vault_endpoint"),
  ingress("a rule for half of the internet", { cidr_ipv4: "128.0.0.0/1" }, "vault_endpoint"),
  ingress("a rule for all of the private addresses", { cidr_ipv4: "10.0.0.0/8" }, "vault_endpoint"),
  ingress("the cluster port for clients", { from_port: 8201, to_port: 8201, cidr_ipv4: "10.20.0.0/16" }),
  ingress("the health port for clients", { from_port: 8202, to_port: 8202, cidr_ipv4: "10.20.0.0/16" }),
  ingress("every port for clients", { ip_protocol: "-1", cidr_ipv4: "10.20.0.0/16" }),
  ingress("a port of its own for somebody", { from_port: 9100, to_port: 9100, cidr_ipv4: "10.20.0.0/16" }),
  added("NET-03", "a rule of the old form", (draft) =>
    draft.add("aws_security_group_rule", "another", {
      type: "ingress",
      security_group_id: group(draft, "vault_nodes"),
      protocol: "tcp",
      from_port: 0,
      to_port: 65_535,
      cidr_blocks: ["0.0.0.0/0"],
    }),
  ),
  added("NET-03", "a block in the nodes' group", (draft) => {
    draft.resource("aws_security_group", "vault_nodes").ingress = [
      { protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] },
    ];
  }),
  added("NET-03", "a second group of the nodes, which is open", (draft) => {
    draft.add("aws_security_group", "more", {
      ingress: [{ protocol: "tcp", from_port: 8200, to_port: 8200, cidr_blocks: ["0.0.0.0/0"] }],
    });
    draft
      .resource("aws_launch_template")
      .network_interfaces[0].security_groups.push("${aws_security_group.more.id}");
  }),
  egress("a way out to everybody", { cidr_ipv4: "0.0.0.0/0" }),
  egress("a way out to everybody by IPv6", { cidr_ipv6: "::/0" }),
  egress("every protocol to everybody", { ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" }),
  egress("every protocol to the VPC", { ip_protocol: "-1", cidr_ipv4: "10.64.0.0/20" }),
  added("NET-05", "a block in the nodes' group", (draft) => {
    draft.resource("aws_security_group", "vault_nodes").egress = [
      { protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] },
    ];
  }),
  route("a route to an internet gateway", { gateway_id: "igw-0123456789abcdef0" }),
  added("NET-01", "a route in the table itself", (draft) => {
    draft.resource("aws_route_table", "node-routes").route = [
      { cidr_block: "0.0.0.0/0", gateway_id: "igw-0123456789abcdef0" },
    ];
  }),
  added("NET-01", "a public address of the instance", (draft) => {
    draft.resource("aws_launch_template").network_interfaces[0].ipv6_address_count = 1;
    draft.resource("aws_launch_template").network_interfaces[0].associate_public_ip_address = "true";
  }),
  added("NET-02", "the cluster port at the load balancer", (draft) =>
    draft.add("aws_lb_listener", "cluster", {
      ...draft.resource("aws_lb_listener"),
      port: 8201,
    }),
  ),
  added("NET-02", "an endpoint service for everybody", (draft) =>
    draft.add("aws_vpc_endpoint_service", "share", {
      acceptance_required: false,
      allowed_principals: ["*"],
      network_load_balancer_arns: [`\${${draft.address("aws_lb")}.arn}`],
    }),
  ),
  added("NET-04", "a key pair", (draft) => {
    draft.resource("aws_launch_template").key_name = "operators";
  }),
  added("NET-04", "SSH from the office", (draft) =>
    draft.add("aws_vpc_security_group_ingress_rule", "ssh", {
      security_group_id: group(draft, "vault_nodes"),
      ip_protocol: "tcp",
      from_port: 22,
      to_port: 22,
      cidr_ipv4: "10.1.2.0/24",
    }),
  ),
  added("NET-04", "a step that starts SSH", (draft) =>
    lastStep(draft, "systemctl unmask sshd.service", "systemctl enable --now sshd.service"),
  ),
  added("NET-06", "an endpoint less", (draft) => draft.remove("aws_vpc_endpoint", "endpoints_kms")),
  added("NET-06", "a policy of an endpoint less", (draft) => {
    delete draft.resource("aws_vpc_endpoint", "endpoints_kms").policy;
  }),
  added("NET-06", "a statement for everybody in the policy of an endpoint", (draft) =>
    draft.policy(draft.resource("aws_vpc_endpoint", "endpoints_kms"), ({ Statement }) =>
      Statement.push({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
    ),
  ),
  added("NET-07", "no flow log", (draft) => draft.remove("aws_flow_log")),
  added("NET-07", "a rule in the default group", (draft) => {
    draft.resource("aws_default_security_group").ingress = [
      { protocol: "-1", from_port: 0, to_port: 0, self: true },
    ];
  }),
  added("NET-07", "no default group that is empty", (draft) => draft.remove("aws_default_security_group")),
  added("NET-07", "a public record of Vault's name", (draft) => {
    draft.add("aws_route53_zone", "public", { name: "corp.example" });
    draft.add("aws_route53_record", "public", {
      zone_id: "${aws_route53_zone.public.zone_id}",
      name: "vault.corp.example",
      type: "A",
      alias: { name: `\${${draft.address("aws_lb")}.dns_name}`, zone_id: "Z1", evaluate_target_health: true },
    });
  }),
  added("NET-08", "a later step that empties the packet filter", (draft) =>
    lastStep(draft, "nft flush ruleset"),
  ),
  ...["systemctl stop nftables", "nft delete table inet hardened_vault", "iptables -P INPUT ACCEPT"].map(
    (line) =>
      added("NET-08", `user data says ${line}`, (draft) => {
        const [name = ""] = Object.keys(draft.configuration.locals);
        draft.configuration.locals[name] += `${line}\n`;
      }),
  ),
  added("NET-08", "a port that leads to the one of health", (draft) =>
    draft.edit(
      "/etc/nftables.conf",
      (text) =>
        `${text}table inet nat {\n  chain x {\n    type nat hook prerouting priority -100;\n    tcp dport 8200 redirect to :8202\n  }\n}\n`,
    ),
  ),
  added("NET-08", "a chain that is jumped to and accepts", (draft) =>
    draft.edit("/etc/nftables.conf", (text) =>
      text
        .replace("  chain forwarded {", "  chain more {\n    tcp dport 8200 accept\n  }\n  chain forwarded {")
        .replace("    iif lo accept\n", "    iif lo accept\n    jump more\n"),
    ),
  ),
  added("NET-08", "a later step that stops the packet filter", (draft) =>
    lastStep(draft, "systemctl disable --now nftables.service"),
  ),
  added("NET-08", "a rule that accepts every connection first", (draft) =>
    draft.edit("/etc/nftables.conf", (text) =>
      text.replace("    iif lo accept\n", "    iif lo accept\n    meta l4proto tcp accept\n"),
    ),
  ),
  added("HOST-04", "a drop-in that lets the process talk to everybody", (draft) =>
    file(
      draft,
      "/etc/systemd/system/vault.service.d/50-net.conf",
      "[Service]\nIPAddressDeny=\nIPAddressAllow=any\n",
    ),
  ),
];
