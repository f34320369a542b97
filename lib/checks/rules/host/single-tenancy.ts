import { type Observation, pass, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups, onHost } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Host } from "../../evidence/host";
import type { NodeGroup } from "../../evidence/node-group";
import { commandsLike, commandsWith, type NodeCommand, systemctl, tell } from "../../host/commands";
import { foreignIn, isKnownUnit, KNOWN_PACKAGES, mayBeForeign } from "../../host/known-software";
import { tcpListeners } from "../../host/listeners";
import { openReceivers } from "../../host/log-agent";
import { syslogPath } from "../../host/syslog";
import { unitsOf } from "../../host/units";
import { isServer } from "../../host/vault-service";

/** Files that list what is installed, one package a line. */
const PACKAGE_LISTS = /^\/etc\/hardened-vault\/.*packages.*\.list$/;
const API_PORT = 8200;
/** Files that are enough to have something run, or loaded. */
const SCHEDULED =
  /^\/(etc\/(cron|anacrontab|at\.|rc\.local|rc\.d\/rc\.local|ld\.so\.preload|init\.d\/)|var\/spool\/(cron|at))/;
/** What lets people in from outside is switched off for good, not merely unused. */
const MASKED = ["ssh.service", "sshd.service", "ssh.socket", "sshd.socket"];

export const singleTenancy = defineRule({
  id: "HOST-06",
  title: "Nothing but Vault and what serves it runs on its machines",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Every other program on the machine is another way to Vault's memory, and every open port another way to the machine.",
  remediation:
    "Install and start only what Vault needs; run containers, proxies and agents of others elsewhere; one Vault per machine, one Auto Scaling group per launch template.",
  sources: ["https://developer.hashicorp.com/vault/docs/concepts/production-hardening"],
  guide: ["C06", "S08"],
  controls: {
    soc2: ["CC6.8"],
    pciDss: ["2.2.3", "2.2.4"],
    iso27001: ["A.8.9", "A.8.22"],
    nist80053: ["SC-3", "CM-7"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    ...shared(group),
    ...commands(group),
    ...onHost((host) => [...packages(host), ...units(host), ...servers(host, group), ...doors(host, group)])(
      group,
      context,
    ),
  ],
});

/** One group for the machines, no other service behind its load balancer; tenancy is recorded, not judged. */
function shared(group: NodeGroup): readonly Observation[] {
  const { scalingGroups, targetGroups, template, host } = group;
  const ports = host?.server === undefined ? [] : tcpListeners(host.server).map(({ port }) => port);
  const tenancy = template.at("placement.tenancy");
  const others = targetGroups.filter((target) => {
    const { literal } = target.at("port");
    return literal !== undefined && ![API_PORT, ...ports].includes(Number(literal));
  });
  return [
    passIf(scalingGroups.length <= 1, {
      actual: `${scalingGroups.length} Auto Scaling groups start machines from ${template.address}`,
      expected: "one Auto Scaling group",
    }),
    ...none(
      others.map((target) => `${target.address} sends port ${target.at("port")} to the machines`),
      "no other service behind a load balancer",
    ),
    pass({
      actual: `tenancy ${tenancy.isAbsent ? "default: the hardware is shared with other customers" : tenancy}`,
      expected: "a tenancy that is known",
    }),
  ];
}

/** What scripts install and start. */
function commands(group: NodeGroup): readonly Observation[] {
  return [
    ...none(
      commandsLike(group, mayBeForeign)
        .filter(({ program, args }) => foreignIn(program, args) !== undefined)
        .map(tell),
      "no container, no other daemon, no listener",
    ),
    ...none(
      commandsLike(group, isManager).flatMap((command) =>
        installed(command)
          .filter((name) => !KNOWN_PACKAGES.has(name))
          .map((name) => `${command.source}:${command.line} installs ${name}`),
      ),
      "only packages that Vault needs",
    ),
    ...none(
      systemctl(group, "enable", "start", "restart", "reenable", "unmask")
        .filter(({ unit }) => !unit.includes("$") && !isKnownUnit(unit))
        .map(({ unit, command }) => `${unit} is started: ${tell(command)}`),
      "only units that Vault needs",
    ),
  ];
}

function isManager(program: string): boolean {
  return /^(dnf|yum|microdnf|apt|apt-get|zypper|apk|snap|pip3?|npm|gem|rpm|dpkg|amazon-linux-extras)$/.test(
    program,
  );
}

/** Names of packages that a package manager installs; a variable stands for the list that is judged beside it. */
function installed({ program, args }: NodeCommand): readonly string[] {
  const plain = args.filter((arg, index) => !arg.startsWith("-") && args[index - 1] !== "-o");
  if (program === "rpm" || program === "dpkg") {
    const installs = args.some((arg) => /^(-[a-zA-Z]*[iU][a-zA-Z]*|--install|--upgrade)$/.test(arg));
    return installs ? plain : [];
  }
  const [verb = "", ...names] = plain;
  return ["install", "add", "localinstall", "reinstall", "enable"].includes(verb)
    ? names.filter((name) => !/[$]/.test(name) && !/^\d*>/.test(name))
    : [];
}

/** Packages of the list, or that they come from somewhere that cannot be seen. */
function packages(host: Host): readonly Observation[] {
  return host.filesAt(PACKAGE_LISTS).flatMap(({ path, content }) =>
    none(
      content
        .split(/\s+/)
        .filter((name) => name !== "" && !KNOWN_PACKAGES.has(name))
        .map((name) => `${path} names ${name}`),
      "only packages that Vault needs",
    ),
  );
}

/** Units that come with files: by name, and our own by what they run and open. */
function units(host: Host): readonly Observation[] {
  const all = unitsOf(host);
  const unknown = all.map(({ name }) => name).filter((name) => !isKnownUnit(name));
  const open = all.flatMap(({ name, unit }) =>
    unit
      .keys("Socket")
      .filter((key) => key.startsWith("Listen"))
      .flatMap((key) => unit.list("Socket", key))
      .filter((address) => !/^[/@%]/.test(address))
      .map((address) => `${name} listens on ${address}`),
  );
  return [
    ...none(
      [...unknown.map((name) => `${name} is no unit of Vault's`), ...open],
      "only units that Vault needs",
    ),
    ...none(
      [
        ...openReceivers(host),
        ...(syslogPath(host)?.listening ?? []).map((line) => `rsyslog listens: ${line}`),
      ],
      "agents that are reached on loopback alone",
    ),
    ...none(
      host.filesAt(SCHEDULED).map(({ path }) => `${path} is run, or loaded, by the system`),
      "no work of others, and nothing loaded into every program",
    ),
  ];
}

/** One server, and nothing else. */
function servers(host: Host, group: NodeGroup): readonly Observation[] {
  const started = commandsWith(group, "server").filter(({ words }) => isServer(words));
  const dev = unitsOf(host).filter(({ name }) => /^(vault|openbao)@/.test(name));
  return [
    passIf(started.length <= 1 && dev.length === 0, {
      actual: `${started.length} commands start a Vault server`,
      expected: "one Vault per machine",
    }),
  ];
}

/** Ways in that the image may have. */
function doors(host: Host, group: NodeGroup): readonly Observation[] {
  const masked = systemctl(group, "mask").map(({ unit }) => unit);
  return MASKED.map((name) => {
    const said = `systemctl mask ${name}`;
    return masked.includes(name) ? pass({ actual: said, expected: said }) : missing(host, said, said);
  });
}
