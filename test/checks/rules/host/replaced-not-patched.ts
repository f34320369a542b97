import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { replacedNotPatched } from "../../../../lib/checks/rules/host/replaced-not-patched";
import {
  adding,
  booting,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  running,
  UNSEEN,
} from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const SYSCTLS = "/etc/sysctl.d/99-zz-hardened-vault.conf";
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

function group(when: string, change: (group: Editable) => void, says?: RegExp): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => change(draft.resource("aws_autoscaling_group")),
  };
}

function image(when: string, change: (ami: Editable) => void): EditCase {
  return {
    when,
    on: NODES,
    edit: (draft) => change(Object.values(draft.configuration.data.aws_ami)[0]),
  };
}

/** On the machine for restore drills. */
const DRILL = "aws_launch_template.vault_restore-drill";
const drill = (when: string, edit: EditCase["edit"], says?: RegExp): EditCase => ({
  when: `for drills ${when}`,
  on: DRILL,
  edit,
  ...(says === undefined ? {} : { says }),
});

/** Each kernel setting, and a value that takes it back. */
const SETTINGS: readonly (readonly [key: string, weak: string])[] = [
  ["fs.protected_fifos", "0"],
  ["fs.protected_hardlinks", "0"],
  ["fs.protected_regular", "0"],
  ["fs.protected_symlinks", "0"],
  ["kernel.dmesg_restrict", "0"],
  ["kernel.kptr_restrict", "0"],
  ["kernel.perf_event_paranoid", "1"],
  ["kernel.randomize_va_space", "0"],
  ["kernel.unprivileged_bpf_disabled", "0"],
  ["kernel.yama.ptrace_scope", "0"],
  ["net.ipv4.conf.all.accept_redirects", "1"],
  ["net.ipv4.conf.all.accept_source_route", "1"],
  ["net.ipv4.conf.all.log_martians", "0"],
  ["net.ipv4.conf.all.rp_filter", "0"],
  ["net.ipv4.conf.all.send_redirects", "1"],
  ["net.ipv4.conf.default.accept_redirects", "1"],
  ["net.ipv4.conf.default.rp_filter", "0"],
  ["net.ipv4.tcp_syncookies", "0"],
  ["net.ipv6.conf.all.accept_ra", "1"],
  ["net.ipv6.conf.all.accept_redirects", "1"],
];

export const cases: RuleCases = {
  rule: replacedNotPatched,
  passes: [
    { on: NODES },
    { on: DRILL },
    adding("a later file is stricter", "/etc/sysctl.d/99-zzz.conf", "kernel.yama.ptrace_scope = 3\n"),
    image("the owner is an account", (ami) => {
      ami.owners = ["137112412989"];
    }),
    {
      when: "the image is one",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").image_id = "ami-0123456789abcdef0";
      },
    },
    group("the version is a number", (asg) => {
      asg.launch_template.version = "7";
    }),
    running("the list of packages is fetched", "apt-get update"),
  ],
  fails: [
    drill("the image is anybody's", (draft) => {
      draft.resource("aws_launch_template", "restore-drill").image_id = "resolve:ssm:/company/latest";
    }),
    drill("machines sleep in a pool", (draft) => {
      draft.resource("aws_autoscaling_group", "restore-drill").warm_pool = { min_size: 1 };
    }),
    drill("debuggers may look at Vault", (draft) =>
      draft.editDrill(SYSCTLS, (text) => text.replace("ptrace_scope = 2", "ptrace_scope = 0")),
    ),
    drill(
      "the unit of the drill is missing",
      (draft) => draft.drill.delete("/etc/systemd/system/hardened-vault-drill.service"),
      /hardened-vault-drill\.service is not there/,
    ),
    {
      when: "nobody answers the hook of termination",
      on: NODES,
      says: /hardened-vault-lifecycle\.service is not there/,
      edit: (draft) => draft.files.delete("/etc/systemd/system/hardened-vault-lifecycle.service"),
    },
    {
      when: "AWS may take the machines back",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").instance_market_options = { market_type: "spot" };
      },
    },
    running("SELinux only warns after the next boot", "sed -i s/enforcing/permissive/ /etc/selinux/config"),
    image("anybody's image", (ami) => delete ami.owners),
    image("an alias of many", (ami) => {
      ami.owners = ["aws-marketplace"];
    }),
    {
      when: "no image is named",
      on: NODES,
      edit: (draft) => delete draft.resource("aws_launch_template").image_id,
    },
    group(
      "the version is $Latest",
      (asg) => {
        asg.launch_template.version = "$Latest";
      },
      /\$Latest/,
    ),
    group("nothing is refreshed", (asg) => delete asg.instance_refresh),
    group("old nodes go first", (asg) => {
      asg.instance_refresh.preferences.min_healthy_percentage = 50;
    }),
    group("a sealed node is shot", (asg) => {
      asg.health_check_type = "ELB";
    }),
    group("zones are rebalanced", (asg) => delete asg.suspended_processes),
    group("machines sleep in a pool", (asg) => {
      asg.warm_pool = { min_size: 1 };
    }),
    {
      when: "nodes go without leaving Raft",
      on: NODES,
      edit: (draft) => {
        draft.remove("aws_autoscaling_lifecycle_hook", "termination");
        draft.resource("aws_autoscaling_group").initial_lifecycle_hook.splice(1, 1);
      },
    },
    {
      when: "a node that is no voter counts",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_autoscaling_lifecycle_hook", "launch").default_result = "CONTINUE";
      },
    },
    {
      when: "no group keeps them",
      on: NODES,
      edit: (draft) => draft.remove("aws_autoscaling_group"),
    },
    ...SETTINGS.map(([key, weak]) =>
      adding(`${key} is ${weak}`, "/etc/sysctl.d/99-zzz.conf", `${key} = ${weak}\n`),
    ),
    ...SETTINGS.map(
      ([key]): EditCase => ({
        when: `${key} is not set`,
        on: NODES,
        edit: (draft) =>
          draft.edit(SYSCTLS, (text) => text.replace(new RegExp(`${key.replaceAll(".", "\\.")} = .*\n`), "")),
      }),
    ),
    running("a script undoes a setting", "sysctl -w kernel.yama.ptrace_scope=0"),
    booting("machines are patched in place", "dnf -y upgrade"),
    running("machines patch themselves", "systemctl enable --now dnf-automatic.timer"),
    running("confinement is switched off", "setenforce 0"),
    adding("SELinux is disabled", "/etc/selinux/config", "SELINUX=disabled\n"),
  ],
  unknown: [
    UNSEEN,
    {
      when: "a variable names the image",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").image_id = "${var.image}";
      },
    },
  ],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding("ptrace_scope", SYSCTLS, "ptrace_scope = 2", "ptrace_scope = 0"),
    {
      when: "health_check_type",
      on: NODES,
      override: (production) =>
        production.at<AutoscalingGroup>("nodes/Resource").addOverride("health_check_type", "ELB"),
    },
  ],
  repaired: [mending("ptrace_scope", SYSCTLS, "ptrace_scope = 2", "ptrace_scope = 0")],
};
