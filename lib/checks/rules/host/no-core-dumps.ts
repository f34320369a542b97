import { settingIs } from "../../engine/kernel-assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { directive, none, onService, type ServiceContext } from "../../engine/unit-assertions";
import { commandsNamed, commandsOn, systemctl, tell } from "../../host/commands";

import { systemdConfiguration } from "../../host/units";

/** A limit of nothing, soft and hard. */
const ZERO = /^0(:0)?$/;

export const noCoreDumps = defineRule({
  id: "HOST-02",
  title: "No memory of Vault ends in a core dump",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A core dump holds the keyring in clear text. A limit alone does not help: the kernel ignores it where cores are piped to a program.",
  remediation:
    "LimitCORE=0 in the unit; kernel.core_pattern=|/bin/false, fs.suid_dumpable=0 and kernel.kexec_load_disabled=1; Storage=none and ProcessSizeMax=0 in coredump.conf; DefaultLimitCORE=0; hard limits of 0; kdump masked.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://man7.org/linux/man-pages/man5/core.5.html",
    "https://www.freedesktop.org/software/systemd/man/252/coredump.conf.html",
  ],
  guide: ["C05", "S07"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["3.3.1", "2.2.6"],
    iso27001: ["A.8.12"],
    nist80053: ["SC-28", "SI-16"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService(({ unit }, context) => [
    directive(unit, ["Service", "LimitCORE"], "0", (value) => ZERO.test(value)),
    ...settingIs(
      context,
      "kernel.core_pattern",
      /^(\|\s*(\/usr)?\/bin\/(false|true)|\/dev\/null)$/,
      "|/bin/false",
    ),
    ...settingIs(context, "fs.suid_dumpable", /^0$/, "0"),
    ...settingIs(context, "kernel.kexec_load_disabled", /^1$/, "1"),
    ...configured(context, "coredump.conf", "Coredump", "Storage", /^none$/),
    ...configured(context, "coredump.conf", "Coredump", "ProcessSizeMax", /^0$/),
    ...configured(context, "system.conf", "Manager", "DefaultLimitCORE", ZERO),
    ...loaded(context),
    ...limits(context),
    ...crashKernel(context),
    ...readers(context),
  ]),
});

function configured(
  { host }: ServiceContext,
  name: string,
  section: string,
  key: string,
  wanted: RegExp,
): readonly Observation[] {
  const file = systemdConfiguration(host, name);
  if (file === undefined) return [missing(host, `/etc/systemd/${name}`, `${key} in ${name}`)];
  const expected = wanted.source.replaceAll(/[\^$]|\(.*\)\?/g, "");
  return [directive(file, [section, key], expected, (value) => wanted.test(value))];
}

/** Settings of files count once they are loaded; at the next boot systemd does that. */
function loaded({ host, group }: ServiceContext): readonly Observation[] {
  const expected = "sysctl --system";
  const isLoaded = commandsNamed(group, "sysctl").some(({ args }) =>
    args.some((arg) => /^(--system|-p|--load)/.test(arg)),
  );
  return [isLoaded ? passIf(true, { actual: expected, expected }) : missing(host, expected, expected)];
}

/** limits.conf(5): for everybody and for root, whom `*` does not mean. */
function limits({ host }: ServiceContext): readonly Observation[] {
  const lines = host
    .filesAt(/^\/etc\/security\/limits(\.d\/[^/]+)?\.conf$/)
    .flatMap(({ content }) => content.split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter(([who = "#", , what]) => !who.startsWith("#") && what === "core");
  const raised = lines.filter(([, , , value]) => value !== "0").map((line) => line.join(" "));
  const wanted = ["*", "root"].map((who) => {
    const found = lines.some(([name, kind = ""]) => name === who && ["hard", "-"].includes(kind));
    const expected = `${who} hard core 0 in limits.d`;
    return found
      ? passIf(true, { actual: expected, expected })
      : missing(host, `a limit for ${who}`, expected);
  });
  return [...wanted, ...none(raised, "no limit that lets core dumps be")];
}

/** Programs that write down what another one remembers, and places where the memory of all lies. */
function readers({ group }: ServiceContext): readonly Observation[] {
  const named = commandsNamed(group, "gcore", "gdb", "criu", "avml", "makedumpfile", "procdump");
  const places = commandsOn(group).filter(({ words }) =>
    words.some((word) => /(^|=)\/(dev\/k?mem|proc\/(kcore|[^/]+\/mem))$/.test(word)),
  );
  return none([...named, ...places].map(tell), "nothing that reads the memory of a running process");
}

function crashKernel({ host, group }: ServiceContext): readonly Observation[] {
  const started = systemctl(group, "enable", "start", "restart", "unmask")
    .filter(({ unit }) => /^kdump\b|kdump-tools/.test(unit))
    .map(({ command }) => tell(command));
  const isMasked = systemctl(group, "mask").some(({ unit }) => unit === "kdump.service");
  const expected = "kdump.service is masked";
  return [
    isMasked
      ? passIf(true, { actual: expected, expected })
      : missing(host, "systemctl mask kdump.service", expected),
    ...none(started, "no crash kernel that keeps memory"),
  ];
}
