import { is, undecided } from "../../engine/assertions";
import { settingIs } from "../../engine/kernel-assertions";
import { type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { none, onService } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import { imageOwners } from "../../evidence/image-owners";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { Value } from "../../evidence/value";
import { commandsNamed, systemctl, tell } from "../../host/commands";
import { unitsOf } from "../../host/units";

/** Kernel settings beside those against core dumps and swap: no debuggers, no leaks of addresses, no tricks with links or routes. */
const SETTINGS: readonly (readonly [key: string, fits: RegExp, expected: string])[] = [
  ["fs.protected_fifos", /^[12]$/, "2"],
  ["fs.protected_hardlinks", /^1$/, "1"],
  ["fs.protected_regular", /^[12]$/, "2"],
  ["fs.protected_symlinks", /^1$/, "1"],
  ["kernel.kexec_load_disabled", /^1$/, "1"],
  ["kernel.dmesg_restrict", /^1$/, "1"],
  ["kernel.kptr_restrict", /^[12]$/, "2"],
  ["kernel.perf_event_paranoid", /^[3-9]$/, "3"],
  ["kernel.randomize_va_space", /^2$/, "2"],
  ["kernel.unprivileged_bpf_disabled", /^[12]$/, "1"],
  ["kernel.yama.ptrace_scope", /^[23]$/, "2"],
  ["net.ipv4.conf.all.accept_redirects", /^0$/, "0"],
  ["net.ipv4.conf.all.accept_source_route", /^0$/, "0"],
  ["net.ipv4.conf.all.log_martians", /^1$/, "1"],
  ["net.ipv4.conf.all.rp_filter", /^[12]$/, "1"],
  ["net.ipv4.conf.all.send_redirects", /^0$/, "0"],
  ["net.ipv4.conf.default.accept_redirects", /^0$/, "0"],
  ["net.ipv4.conf.default.rp_filter", /^[12]$/, "1"],
  ["net.ipv4.tcp_syncookies", /^[12]$/, "1"],
  ["net.ipv6.conf.all.accept_ra", /^0$/, "0"],
  ["net.ipv6.conf.all.accept_redirects", /^0$/, "0"],
];

export const replacedNotPatched = defineRule({
  id: "HOST-10",
  title: "Machines come from a known image, are replaced one by one and leave in order",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A machine that is mended in place is one that nobody knows any more; an image of a stranger is a stranger on every node; a node that goes without leaving Raft costs the quorum.",
  remediation:
    "An Auto Scaling group with a launch template by its latest_version, a rolling refresh, hooks for launch and termination, health by EC2; an image by id or by its owner; the kernel settings of this library.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html",
    "https://docs.kernel.org/admin-guide/sysctl/",
  ],
  guide: ["S10"],
  controls: {
    soc2: ["CC7.1", "CC8.1"],
    pciDss: ["2.2.1", "6.3.3"],
    iso27001: ["A.8.9", "A.8.19", "A.8.32"],
    nist80053: ["CM-2", "CM-3", "SI-14"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    // A machine for drills is replaced by the next drill: when it begins and ends is judged there.
    ...(group.isDrill
      ? []
      : [
          ...replaced(group),
          ...group.scalingGroups.flatMap((scaling) => scalingOf(scaling, group, context.evidence)),
        ]),
    ...group.scalingGroups.map(awake),
    ...image(group, context.evidence),
    ...patched(group),
    ...started(group),
    ...onService((_, service) =>
      SETTINGS.flatMap(([key, fits, expected]) => settingIs(service, key, fits, expected)),
    )(group, context),
  ],
});

function replaced({ template, scalingGroups }: NodeGroup): readonly Observation[] {
  return [
    passIf(template.type === "aws_launch_template" && scalingGroups.length > 0, {
      actual: `${template.type} in ${scalingGroups.length} Auto Scaling groups`,
      expected: "a launch template in an Auto Scaling group",
    }),
  ];
}

function scalingOf(scaling: Resource, group: NodeGroup, { resources }: Evidence): readonly Observation[] {
  const version = scaling.at("launch_template.version");
  const isLatest = version.reference?.attribute === "latest_version" || /^\d+$/.test(String(version.literal));
  const { template } = group;
  const identity =
    ["id", "name"].map((key) => scaling.at(`launch_template.${key}`)).find((one) => !one.isAbsent) ?? version;
  const refresh = scaling.at("instance_refresh");
  const health = scaling.at("health_check_type");
  const suspended = scaling.at("suspended_processes").items.map(({ literal }) => literal);
  const least = Number(scaling.at("instance_refresh.preferences.min_healthy_percentage").literal ?? 90);
  const hooks = [
    ...scaling.blocks("initial_lifecycle_hook"),
    ...resources
      .naming(scaling, "aws_autoscaling_lifecycle_hook", "autoscaling_group_name")
      .map(({ attributes }) => attributes),
  ];
  const of = (transition: string) =>
    hooks.filter(
      (hook) => hook.at("lifecycle_transition").literal === `autoscaling:EC2_INSTANCE_${transition}`,
    );
  const launching = of("LAUNCHING").map((hook) => hook.at("default_result").literal ?? "ABANDON");
  const said = (is: boolean, actual: string, expected: string) =>
    passIf(is, { actual: `${scaling.address}: ${actual}`, expected });
  return [
    said(
      template.at("instance_market_options").isAbsent,
      "instance_market_options",
      "machines that AWS does not take back",
    ),
    said(isLatest, `version ${version}`, "the template's latest_version: $Latest never starts a refresh"),
    said(
      !refresh.isAbsent && scaling.at("instance_refresh.strategy").literal === "Rolling",
      `instance_refresh ${refresh}`,
      "a rolling refresh",
    ),
    said(
      refresh.isAbsent || least >= 100,
      `min_healthy_percentage ${least}`,
      "a new node before an old one goes",
    ),
    is(health, "EC2", { whenAbsent: "EC2", reason: "a sealed node is mended, not shot" }),
    said(
      resources.namedBy(new Value("id", [identity.raw ?? ""]), template.type).includes(template),
      `launch_template ${identity}`,
      "the launch template that is judged",
    ),
    said(
      suspended.includes("AZRebalance"),
      `suspended_processes ${suspended.join(", ")}`,
      "no rebalancing of zones, which ends healthy voters",
    ),
    said(
      of("TERMINATING").length > 0,
      `hooks for termination: ${of("TERMINATING").length}`,
      "a hook in which a node leaves Raft",
    ),
    said(
      launching.length > 0 && launching.every((result) => result === "ABANDON"),
      `launch hooks end in ${launching.join(", ") || "nothing"}`,
      "a launch hook that ends in ABANDON",
    ),
  ];
}

function awake(scaling: Resource): Observation {
  return passIf(scaling.at("warm_pool").isAbsent, {
    actual: `${scaling.address}: warm_pool`,
    expected: "no pool of machines that sleep with Vault's memory on disk",
  });
}

/** By id, or of an owner who is named. */
function image({ template }: NodeGroup, evidence: Evidence): readonly Observation[] {
  const id = template.at(template.type === "aws_instance" ? "ami" : "image_id");
  const expected = "an image by its id, or the newest of an owner who is named";
  if (id.isAbsent) return [passIf(false, { actual: "no image is named", expected })];
  const { literal } = id;
  if (typeof literal === "string") {
    const isKnown = /^(ami-[0-9a-f]{8,17}|resolve:ssm:\/aws\/service\/[\w-]+\/.+)$/.test(literal);
    return [passIf(isKnown, { actual: `image ${literal}`, expected })];
  }
  const owners = imageOwners(id, evidence);
  if (owners === undefined) return [unknown({ actual: `image ${id}`, expected, reason: undecided(id) })];
  return owners.map(({ address, isNamed, told }) =>
    passIf(isNamed, { actual: `${address}: ${told}`, expected }),
  );
}

/** Units of our own that are started and are not there: a hook that nobody answers, a volume that nobody mounts. */
function started(group: NodeGroup): readonly Observation[] {
  const { host } = group;
  if (host?.isComplete !== true) return [];
  const there = new Set(unitsOf(host).map(({ name }) => name));
  return none(
    systemctl(group, "enable", "start", "restart")
      .filter(({ unit }) => /^(hardened-)?vault[\w-]*\.|^var-.*\.mount$/.test(unit) && !there.has(unit))
      .map(({ unit, command }) => `${unit} is not there: ${tell(command)}`),
    "every unit that is started comes with the node",
  );
}

/** What changes a machine that is there already, or takes its confinement away. */
function patched(group: NodeGroup): readonly Observation[] {
  const verbs = /^(upgrade|update|dist-upgrade|full-upgrade|distro-sync|system-upgrade)$/;
  const upgrades = commandsNamed(group, "dnf", "yum", "microdnf", "apt", "apt-get").filter(
    ({ program, args }) => {
      const verb = args.find((arg) => !arg.startsWith("-")) ?? "";
      return verbs.test(verb) && !(program.startsWith("apt") && verb === "update");
    },
  );
  const automatic = systemctl(group, "enable", "start", "unmask").filter(({ unit }) =>
    /^(dnf-automatic|unattended-upgrades|apt-daily-upgrade|packagekit)/.test(unit),
  );
  const confinement = commandsNamed(group, "setenforce", "sed", "aa-teardown", "aa-disable", "grubby").filter(
    ({ program, args }) =>
      (program === "setenforce" && /^(0|permissive)$/i.test(args[0] ?? "")) ||
      (program === "sed" && args.some((arg) => /^\/etc\/(selinux|sysconfig\/selinux)/.test(arg))) ||
      program === "aa-teardown" ||
      program === "aa-disable" ||
      (program === "grubby" &&
        args.some((arg) => /selinux=0|enforcing=0|apparmor=0|mitigations=off|lockdown=none/.test(arg))),
  );
  const off = systemctl(group, "disable", "mask", "stop").filter(({ unit }) => unit === "apparmor.service");
  const selinux = (group.host?.file("/etc/selinux/config")?.content ?? "")
    .split("\n")
    .filter((line) => /^\s*SELINUX\s*=\s*(disabled|permissive)/.test(line));
  return [
    ...none(
      [...upgrades, ...automatic.map(({ command }) => command)].map(tell),
      "no upgrade of a machine that is there",
    ),
    ...none(
      [...confinement.map(tell), ...off.map(({ command }) => tell(command)), ...selinux],
      "SELinux or AppArmor as the image has it, or stronger",
    ),
    pass({ actual: "mandatory access control as the image has it", expected: "a mode that is known" }),
  ];
}
