import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Harmless } from "../run";
import { edited } from "./change";

/** Every text and list of the configuration as somebody else might write it. */
export function rewritten(draft: Draft, change: (value: Editable) => Editable): void {
  const walk = (value: Editable): Editable => {
    if (Array.isArray(value)) return change(value.map(walk));
    if (typeof value !== "object" || value === null) return change(value);
    return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)])));
  };
  for (const byName of Object.values(draft.configuration.resource) as Editable[]) {
    for (const [name, { "//": comment, ...attributes }] of Object.entries(byName) as [string, Editable][]) {
      byName[name] = { "//": comment, ...walk(attributes) };
    }
  }
}

/** The text of every policy, written otherwise. */
function policies(draft: Draft, change: (policy: Editable) => Editable): void {
  rewritten(draft, (value) =>
    typeof value === "string" && value.startsWith('{"Version"') ? change(JSON.parse(value)) : value,
  );
}

const eachStatement = (policy: Editable, change: (statement: Editable) => Editable): string =>
  JSON.stringify({ ...policy, Statement: policy.Statement.map(change) });

/** The same, spelt otherwise. */
export const SPELLING: readonly Harmless[] = [
  edited("booleans and numbers as texts", (draft) =>
    rewritten(draft, (value) => (["boolean", "number"].includes(typeof value) ? String(value) : value)),
  ),
  edited("policies as people lay them out", (draft) =>
    policies(draft, (policy) => JSON.stringify(policy, null, 2)),
  ),
  edited("statements in another order", (draft) =>
    policies(draft, (policy) => JSON.stringify({ ...policy, Statement: [...policy.Statement].reverse() })),
  ),
  edited("statements without ids", (draft) =>
    policies(draft, (policy) => eachStatement(policy, ({ Sid: _, ...statement }) => statement)),
  ),
  edited("single actions as lists of one", (draft) =>
    policies(draft, (policy) =>
      eachStatement(policy, (statement) => ({ ...statement, Action: [statement.Action].flat() })),
    ),
  ),
  edited("actions in another order", (draft) =>
    policies(draft, (policy) =>
      eachStatement(policy, (statement) =>
        Array.isArray(statement.Action)
          ? { ...statement, Action: [...statement.Action].reverse() }
          : statement,
      ),
    ),
  ),
  edited("blocks as lists of one", (draft) => {
    const template = draft.resource("aws_launch_template");
    template.metadata_options = [template.metadata_options];
    template.iam_instance_profile = [template.iam_instance_profile];
    const group = draft.resource("aws_autoscaling_group");
    group.launch_template = [group.launch_template];
  }),
  edited("rules of the nodes' group as blocks of the group", (draft) => {
    const group = draft.resource("aws_security_group", "vault_nodes");
    const inline = (type: string) =>
      draft.resources(type, "vault_nodes_security").map((rule) => ({
        description: rule.description,
        protocol: rule.ip_protocol,
        from_port: rule.from_port,
        to_port: rule.to_port,
        ...(rule.cidr_ipv4 === undefined ? {} : { cidr_blocks: [rule.cidr_ipv4] }),
        ...(rule.prefix_list_id === undefined ? {} : { prefix_list_ids: [rule.prefix_list_id] }),
        ...(rule.referenced_security_group_id === undefined
          ? {}
          : { security_groups: [rule.referenced_security_group_id] }),
      }));
    group.ingress = inline("aws_vpc_security_group_ingress_rule");
    group.egress = inline("aws_vpc_security_group_egress_rule");
    draft.remove("aws_vpc_security_group_ingress_rule", "vault_nodes_security");
    draft.remove("aws_vpc_security_group_egress_rule", "vault_nodes_security");
  }),
  edited("the profile by its name", (draft) => {
    const template = draft.resource("aws_launch_template");
    template.iam_instance_profile = {
      name: template.iam_instance_profile.arn.replace(".arn}", ".name}"),
    };
  }),
  edited("keys of volumes by their id", (draft) => {
    for (const { ebs } of draft.resource("aws_launch_template").block_device_mappings) {
      ebs.kms_key_id = ebs.kms_key_id.replace(".arn}", ".id}");
    }
  }),
  edited("groups of nodes on the template itself", (draft) => {
    const template = draft.resource("aws_launch_template");
    template.vpc_security_group_ids = template.network_interfaces[0].security_groups;
    delete template.network_interfaces;
  }),
  edited("Vault's configuration in one line", (draft) =>
    draft.edit("/etc/vault.d/vault.json", (text) => JSON.stringify(JSON.parse(text))),
  ),
  edited("Vault's configuration with its keys turned round", (draft) =>
    draft.server((server) => {
      for (const [key, value] of Object.entries(server).reverse()) {
        delete server[key];
        server[key] = value;
      }
    }),
  ),
  edited("switches of Vault as texts", (draft) =>
    draft.edit("/etc/vault.d/vault.json", (text) =>
      text.replaceAll(/: (true|false)/g, ': "$1"').replaceAll(/: (\d+)/g, ': "$1"'),
    ),
  ),
  edited("times of Vault in seconds", (draft) =>
    draft.server((server) => {
      server.default_lease_ttl = 3600;
      server.max_lease_ttl = "86400s";
      server.user_lockout.all.lockout_duration = "1800s";
    }),
  ),
  edited("comments and empty lines in the unit", (draft) =>
    draft.edit("/etc/systemd/system/vault.service", (text) =>
      text.replaceAll("\nUMask", "\n\n# nobody else reads\n; nor writes\nUMask"),
    ),
  ),
  edited("switches of the unit spelt otherwise", (draft) =>
    draft.edit("/etc/systemd/system/vault.service", (text) => text.replaceAll("=yes\n", "=true\n")),
  ),
  edited("lists of the unit in several lines", (draft) =>
    draft.edit("/etc/systemd/system/vault.service", (text) =>
      text.replace(
        "ReadWritePaths=/var/lib/vault /var/log/vault",
        "ReadWritePaths=/var/lib/vault\nReadWritePaths=/var/log/vault",
      ),
    ),
  ),
  edited("kernel settings in another order, with other spaces", (draft) =>
    draft.edit(
      "/etc/sysctl.d/99-zz-hardened-vault.conf",
      (text) =>
        `${text.trimEnd().split("\n").reverse().join("\n").replaceAll("net.ipv6.conf.all", "net/ipv6/conf/all")}\n`,
    ),
  ),
  edited("comments in the packet filter", (draft) =>
    draft.edit("/etc/nftables.conf", (text) =>
      text.replaceAll("\n    iif lo accept", "\n    # itself\n    iif lo accept"),
    ),
  ),
  edited("networks of the packet filter in variables", (draft) =>
    draft.edit("/etc/nftables.conf", (text) =>
      text
        .replace(
          "flush ruleset\n",
          "flush ruleset\ndefine nodes = { 10.64.0.0/24, 10.64.1.0/24, 10.64.2.0/24 }\n",
        )
        .replaceAll("addr { 10.64.0.0/24, 10.64.1.0/24, 10.64.2.0/24 }", "addr $nodes"),
    ),
  ),
  edited("the server of time without options", (draft) => {
    for (const file of ["/etc/chrony.conf", "/etc/chrony/chrony.conf"]) {
      draft.edit(file, (text) => text.replace(" prefer iburst minpoll 4 maxpoll 4", " iburst"));
    }
  }),
];
