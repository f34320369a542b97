import { Duration, Size } from "../../../lib";
import type { Draft } from "../../checks/support/draft";
import type { Harmless } from "../run";
import { constructed, edited } from "./change";

const NAMED = "restore-drill";
const PROGRAM = "/usr/local/sbin/hardened-vault-drill";
const UNIT = "/etc/systemd/system/hardened-vault-drill.service";

const userData = (name: string, from: string | RegExp, to: string) =>
  edited(`drill: ${name}`, ({ configuration }: Draft) => {
    const key = Object.keys(configuration.locals).find((one) => one.includes(NAMED)) ?? "";
    const before = configuration.locals[key];
    configuration.locals[key] = before.replace(from, to);
    if (configuration.locals[key] === before) throw new Error(`nothing changed: ${name}`);
  });

const file = (name: string, path: string, from: string | RegExp, to: string) =>
  edited(`drill: ${name}`, (draft) => draft.editDrill(path, (text) => text.replace(from, to)));

/** Another drill that is as good. */
export const DRILL: readonly Harmless[] = [
  constructed("drills on other days, at another hour, with more time", {
    props: { restoreDrill: { weekdays: [0, 3, 5], hour: 23, timeLimit: Duration.hours(2) } },
  }),
  constructed("drills every day, with the least time", {
    props: {
      restoreDrill: { weekdays: [0, 1, 2, 3, 4, 5, 6], timeLimit: Duration.minutes(20) },
    },
  }),
  constructed("drills with the most time", { props: { restoreDrill: { timeLimit: Duration.hours(4) } } }),
  constructed("drills of a cluster with larger volumes and another type of instance", {
    props: {
      nodes: {
        count: 3,
        instanceType: "r7g.xlarge",
        volumes: { data: Size.gibibytes(400), audit: Size.gibibytes(100) },
      },
    },
  }),
  constructed("drills of a cluster of which Vault may reach nothing", { props: { backends: [] } }),
  edited("drill: another type of instance", (draft) => {
    draft.resource("aws_launch_template", NAMED).instance_type = "r7g.2xlarge";
  }),
  edited("drill: tags", (draft) => {
    for (const type of ["aws_launch_template", "aws_iam_role", "aws_security_group"])
      draft.resource(type, NAMED).tags = { team: "platform" };
  }),
  edited("drill: it begins each night", (draft) => {
    draft.resource("aws_autoscaling_schedule", "restore-drill_start").recurrence = "30 1 * * *";
    draft.resource("aws_autoscaling_schedule", "restore-drill_end").recurrence = "45 2 * * *";
  }),
  edited("drill: an image by its id", (draft) => {
    draft.resource("aws_launch_template", NAMED).image_id = "ami-0123456789abcdef0";
  }),
  edited("drill: volumes that go with the machine, as texts say", (draft) => {
    for (const { ebs } of draft.resource("aws_launch_template", NAMED).block_device_mappings)
      Object.assign(ebs, { delete_on_termination: true, volume_size: 100 });
  }),
  edited("drill: a group of which no process but replacement is suspended", (draft) => {
    draft.resource("aws_autoscaling_group", NAMED).suspended_processes = ["ReplaceUnhealthy"];
  }),
  edited("drill: files that fewer may read", (draft) => {
    for (const one of draft.drill.values()) if (one.mode === 0o644) one.mode = 0o444;
  }),
  userData("less time in its first command", "shutdown -P +60", "shutdown -P +45"),
  userData("its end in other words", "shutdown -P +60", "/sbin/shutdown --poweroff --no-wall +60"),
  userData("a comment before its end", "shutdown -P +60", "# the end\nLANG=C\nshutdown -P +60 || true"),
  file("its limit in minutes", UNIT, /TimeoutStartSec=\d+/, "TimeoutStartSec=40min"),
  file("more time to tell how it went", UNIT, "TimeoutStopSec=180", "TimeoutStopSec=240"),
  file(
    "a machine that systemd switches off by itself",
    UNIT,
    "[Unit]\n",
    "[Unit]\nSuccessAction=poweroff-force\nFailureAction=poweroff-force\n",
  ),
  file("other words about what it does", PROGRAM, 'say "drill: an empty Vault"', 'say "drill: Vault"'),
  file(
    "one look more",
    PROGRAM,
    "vault_says sys/audit",
    "vault_says sys/mounts '.data | length > 3' || fail \"mounts are missing\"\nvault_says sys/audit",
  ),
  file(
    "the values of the canary the other way round",
    PROGRAM,
    '[ "$life" = "$CLUSTER_LIFE" ]',
    'test "$CLUSTER_LIFE" = "$life"',
  ),
  file(
    "a stricter kernel",
    "/etc/sysctl.d/99-zz-hardened-vault.conf",
    "ptrace_scope = 2",
    "ptrace_scope = 3",
  ),
  file(
    "metadata for fewer",
    "/etc/nftables.conf",
    "tcp dport 80 meta skuid { root, vault, cwagent }",
    "tcp dport 80 meta skuid { root, vault }",
  ),
  file("Vault's log says less", "/etc/vault.d/vault.json", '"log_level": "info"', '"log_level": "warn"'),
];
