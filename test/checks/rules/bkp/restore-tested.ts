import type { AutoscalingSchedule } from "@cdktf/provider-aws/lib/autoscaling-schedule";
import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { restoreTested } from "../../../../lib/checks/rules/bkp/restore-tested";
import { NODES } from "../../support/cases";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const DRILL = "aws_launch_template.vault_restore-drill";
const PROGRAM = "/usr/local/sbin/hardened-vault-drill";
const ALARM = "aws_cloudwatch_metric_alarm";
const SCHEDULE = "aws_autoscaling_schedule";
const UNIT = "/etc/systemd/system/hardened-vault-drill.service";
const FILTER = "/etc/nftables.conf";
const START = "/usr/local/lib/hardened-vault/steps.d/90-start.sh";

const drill = casesOn(DRILL);
const program = (when: string, from: string | RegExp, to: string, says?: RegExp) =>
  drill(when, (draft) => draft.editDrill(PROGRAM, (text) => text.replaceAll(from, to)), says);
const unit = (when: string, from: string | RegExp, to: string, says?: RegExp) =>
  drill(when, (draft) => draft.editDrill(UNIT, (text) => text.replace(from, to)), says);
const filter = (when: string, chain: "iif" | "oif", line: string, says?: RegExp) =>
  drill(
    when,
    (draft) => draft.editDrill(FILTER, (text) => text.replace(`${chain} lo accept\n`, `$&    ${line}\n`)),
    says,
  );
const userData = (when: string, from: string | RegExp, to: string, says?: RegExp) =>
  drill(
    when,
    ({ configuration: { locals } }) => {
      const name = Object.keys(locals).find((one) => one.includes("restore-drill")) ?? "";
      locals[name] = locals[name].replace(from, to);
    },
    says,
  );
const template = (draft: Draft) => draft.resource("aws_launch_template", "restore-drill");
const group = (draft: Draft) => draft.resource("aws_autoscaling_group", "restore-drill");

/** A route of the drill's table. */
function route(draft: Draft, attributes: Readonly<Record<string, string>>): void {
  const table = refer(draft, "aws_route_table", "drill-routes");
  draft.add("aws_route", "way_out", {
    route_table_id: table,
    destination_cidr_block: "10.0.0.0/8",
    ...attributes,
  });
}

/** Lets the drill out to somebody more. */
function out(draft: Draft, peer: Readonly<Record<string, string>>): void {
  draft.add("aws_vpc_security_group_egress_rule", "restore-drill_more", {
    security_group_id: refer(draft, "aws_security_group", "restore-drill"),
    ip_protocol: "tcp",
    from_port: 5432,
    to_port: 5432,
    ...peer,
  });
}

/** Takes the whole drill out of the stack. */
function withoutDrill(draft: Draft): void {
  for (const type of ["aws_autoscaling_group", "aws_launch_template", SCHEDULE])
    draft.remove(type, "restore-drill");
  draft.drill.clear();
}

export const cases: RuleCases = {
  rule: restoreTested,
  passes: [
    { on: DRILL },
    {
      when: "it is every day",
      on: DRILL,
      edit: (draft) => {
        draft.resource(SCHEDULE, "restore-drill_start").recurrence = "0 1 * * *";
      },
    },
    unit("its service has a limit of its whole life", "Type=oneshot", "Type=exec\nRuntimeMaxSec=40min"),
    userData("it says otherwise when it ends", "shutdown -P +60", "/sbin/shutdown --poweroff --no-wall +90"),
    unit(
      "systemd switches it off",
      /ExecStopPost=.*\n/,
      "[Unit]\nSuccessAction=poweroff\nFailureAction=poweroff\n[Service]\n",
    ),
    filter("another endpoint is named", "oif", "ip daddr 10.64.11.0/24 tcp dport 443 meta skuid root accept"),
    program(
      "a secret is read by Vault's command",
      /^life=.*\n.*$/gm,
      "vault kv get canary/drill | grep -q x || exit 1",
    ),
    {
      when: "its table leads to an endpoint",
      on: DRILL,
      edit: (draft) => route(draft, { gateway_id: "vpce-0123456789abcdef0" }),
    },
    {
      when: "the subnets are those of somebody whose routes every plan looks at",
      on: DRILL,
      edit: (draft) => {
        group(draft).vpc_zone_identifier = ["subnet-0123456789abcdef0"];
        draft.configuration.data.aws_route_table = {
          "drill-routes-1": {
            subnet_id: "subnet-0123456789abcdef0",
            lifecycle: { postcondition: [{ condition: "${true}", error_message: "A route leads out." }] },
          },
        };
      },
    },
  ],
  fails: [
    drill("a NAT gateway is near", (draft) => route(draft, { nat_gateway_id: "nat-0123456789abcdef0" })),
    drill("another network is near", (draft) =>
      route(draft, { vpc_peering_connection_id: "pcx-0123456789abcdef0" }),
    ),
    drill("the internet is near", (draft) => route(draft, { gateway_id: "igw-0123456789abcdef0" })),
    drill("a VPN brings routes", (draft) => {
      draft.resource("aws_route_table", "drill-routes").propagating_vgws = ["vgw-0123456789abcdef0"];
    }),
    drill("its subnets have the table of all", (draft) =>
      draft.remove("aws_route_table_association", "drill-"),
    ),
    drill(
      "a backend may be reached",
      (draft) => out(draft, { cidr_ipv4: "10.40.8.0/24" }),
      /10\.40\.8\.0\/24/,
    ),
    drill("nodes may be reached", (draft) =>
      out(draft, {
        referenced_security_group_id: refer(draft, "aws_security_group", "vault_nodes"),
      }),
    ),
    drill("somebody is let in", (draft) =>
      draft.add("aws_vpc_security_group_ingress_rule", "restore-drill_more", {
        security_group_id: refer(draft, "aws_security_group", "restore-drill"),
        ip_protocol: "tcp",
        from_port: 8200,
        to_port: 8200,
        cidr_ipv4: "10.20.0.0/16",
      }),
    ),
    drill("it stands among the nodes", (draft) => {
      template(draft).network_interfaces[0].security_groups = [
        refer(draft, "aws_security_group", "vault_nodes"),
      ];
    }),
    drill("the machine only stops", (draft) => {
      delete template(draft).instance_initiated_shutdown_behavior;
    }),
    drill("no action ends it", (draft) => draft.remove(SCHEDULE, "restore-drill_end")),
    drill("two are started", (draft) => {
      draft.resource(SCHEDULE, "restore-drill_start").desired_capacity = 2;
    }),
    drill("a machine that ended is replaced", (draft) => {
      group(draft).suspended_processes = ["AZRebalance"];
    }),
    userData("nobody plans its end", /^shutdown -P \+\d+$/m, ":", /nothing ends it in time/),
    userData("its end is planned for next week", "shutdown -P +60", "shutdown -P +10080"),
    userData("its end is a beginning", "shutdown -P +60", "shutdown -r +60"),
    userData("something may fail before its end is planned", "shutdown -P +60", "false\nshutdown -P +60"),
    userData("its end is planned only at times", "shutdown -P +60", "[ -e /keep ] || shutdown -P +60"),
    userData("its end is taken back", /$/, "shutdown -c\n", /shutdown -c/),
    program("its end is taken back by its drill", /^snapshot=/gm, "shutdown -c\nsnapshot=", /shutdown -c/),
    drill(
      "nothing can switch it off",
      (draft) => draft.editDrill(START, (text) => `${text}systemctl mask poweroff.target\n`),
      /mask poweroff\.target/,
    ),
    unit("its drill has no limit", /TimeoutStartSec=\d+/, "TimeoutStartSec=infinity", /may take infinity/),
    unit("nobody said when its drill is over", /TimeoutStartSec=.*\n/, "", /may take infinity/),
    unit("its drill runs on when it has started", "Type=oneshot", "Type=simple", /may take infinity/),
    unit("its failure is none", "ExecStart=/", "ExecStart=-/", /succeeds when its drill fails/),
    unit("its failure counts as a success", "[Service]\n", "[Service]\nSuccessExitStatus=1\n"),
    drill(
      "it stands in the subnets of nodes",
      (draft) => {
        group(draft).vpc_zone_identifier = draft.resource("aws_autoscaling_group").vpc_zone_identifier;
      },
      /is one of nodes/,
    ),
    unit("its drill switches nothing off", /ExecStopPost=.*\n/, "", /does not switch the machine off/),
    unit("its unit runs something else", /ExecStart=.*\n/, "ExecStart=/bin/true\n", /run by nothing/),
    drill("nothing starts its drill", (draft) =>
      draft.editDrill(START, (text) => text.replace(/^systemctl start .*\n/m, "")),
    ),
    drill("its group may not end it", (draft) => {
      group(draft).protect_from_scale_in = true;
    }),
    drill("its group does nothing on a schedule", (draft) => {
      group(draft).suspended_processes.push("ScheduledActions");
    }),
    drill("a volume stays", (draft) => {
      template(draft).block_device_mappings[1].ebs.delete_on_termination = false;
    }),
    drill("nobody says that a volume goes", (draft) => {
      delete template(draft).block_device_mappings[2].ebs.delete_on_termination;
    }),
    filter("its filter lets clients in", "iif", "ip saddr 10.20.0.0/16 tcp dport 8200 accept", /10\.20/),
    filter(
      "its filter lets it out to a database",
      "oif",
      "ip daddr 10.40.8.0/24 tcp dport 5432 meta skuid vault accept",
      /5432/,
    ),
    filter(
      "its filter lets it out to a web server",
      "oif",
      "ip daddr 10.9.0.7 tcp dport 80 meta skuid root accept",
    ),
    program("nothing is restored", "sys/storage/raft/snapshot", "sys/storage/raft/configuration"),
    program("no sum is compared", "sha256sum --check", "sha256sum"),
    program("the sum does not matter", /(sha256sum --check --status) \|\| fail .*/g, "$1 || true"),
    program("nobody looks at it", "vault_api GET", "true GET", /0 secrets are read/),
    program(
      "what it reads does not matter",
      /(\.data\.life\)) \|\| fail .*/g,
      "$1 || true",
      /0 secrets are read/,
    ),
    program("it compares nothing", '[ "$life" = "$CLUSTER_LIFE" ]', '[ -n "$life" ]', /0 secrets are read/),
    program("another value does not matter", /(= "\$CLUSTER_LIFE" \]) \|\| fail .*/g, "$1 || say hm"),
    program("it reads what is in every Vault", "hardened-canary/restore-drill", "sys/health"),
    program("no success is reported", /^report RestoreTestSuccess.*$/gm, ""),
    program("no failure is reported", "RestoreTestFailure", "RestoreTestOther"),
    drill("silence is no alarm", (draft) => {
      draft.resource(ALARM, "drill-alarms_silence").treat_missing_data = "notBreaching";
    }),
    drill("nobody hears of a failure", (draft) => draft.remove(ALARM, "drill-alarms_failure")),
  ],
  unknown: [
    {
      when: "there is no drill",
      on: NODES,
      edit: withoutDrill,
      says: /somebody can attest it/,
    },
    drill("it was one day in the past", (draft) => {
      draft.resource(SCHEDULE, "restore-drill_start").recurrence = "0 3 1 1 *";
    }),
    drill("its subnets belong to another stack", (draft) => {
      group(draft).vpc_zone_identifier = ["subnet-0123456789abcdef0"];
    }),
    drill("a route is decided later", (draft) => route(draft, { gateway_id: "${var.gateway}" })),
    drill("nobody can see what it does", (draft) => draft.drill.clear()),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "instance_initiated_shutdown_behavior",
      on: DRILL,
      override: (production) =>
        production
          .at<LaunchTemplate>("restore-drill/launch-template")
          .addOverride("instance_initiated_shutdown_behavior", "stop"),
    },
    {
      when: "desired_capacity of the start",
      on: DRILL,
      override: (production) =>
        production.at<AutoscalingSchedule>("restore-drill/start").addOverride("desired_capacity", 3),
    },
  ],
  repaired: [
    {
      when: "instance_initiated_shutdown_behavior",
      on: DRILL,
      override: (production) => {
        const template = production.at<LaunchTemplate>("restore-drill/launch-template");
        template.addOverride("instance_initiated_shutdown_behavior", "stop");
        template.addOverride("instance_initiated_shutdown_behavior", "terminate");
      },
    },
  ],
};
