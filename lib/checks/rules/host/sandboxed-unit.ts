import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { directive, none, onService, type ServiceContext, switchedOn } from "../../engine/unit-assertions";
import { networkOf, widthOf } from "../../evidence/network-width";
import { exposureOf } from "../../host/exposure";
import { capabilitiesOf, reachableGroups } from "../../host/sandbox";
import { openedFolders, raftFolder } from "../../host/service-folders";
import type { UnitFile } from "../../host/unit-file";
import { DIRECTIVES, SWITCHES } from "./sandbox-directives";
import { servicesBeside } from "./services-beside";

/** The floor for a server that listens, in tenths. */
const HIGHEST_EXPOSURE = 10;

export const sandboxedUnit = defineRule({
  id: "HOST-04",
  title: "Vault runs in a sandbox that leaves it nothing but its data, its log and its network",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A hole in Vault, or in a plugin, then ends where the sandbox ends: no new rights, no other files, no other programs, no kernel interfaces.",
  remediation:
    "Use the unit of this library; a drop-in must not take back what it sets. systemd-analyze security --offline=true shows what counts.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://www.freedesktop.org/software/systemd/man/252/systemd.exec.html",
    "https://www.freedesktop.org/software/systemd/man/252/systemd-analyze.html",
  ],
  guide: ["C04", "S05", "S06"],
  controls: {
    soc2: ["CC6.8"],
    pciDss: ["2.2.6"],
    iso27001: ["A.8.9", "A.8.19"],
    nist80053: ["AC-6", "SC-39", "CM-7"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService(({ name, unit }, context) => {
    const exposure = exposureOf(unit);
    return [
      ...SWITCHES.map((key) => switchedOn(unit, "Service", key)),
      ...DIRECTIVES.map(({ section = "Service", key, expected, holds }) =>
        directive(unit, [section, key], expected, (value) => holds(value, unit)),
      ),
      ...capabilities(unit, context),
      ...network(unit),
      ...calls(unit),
      ...folders(unit, context),
      ...programs(unit),
      ...servicesBeside(context.host, name),
      passIf(exposure <= HIGHEST_EXPOSURE, {
        actual: `an exposure of ${(exposure / 10).toFixed(1)} as systemd-analyze counts it`,
        expected: `an exposure of ${(HIGHEST_EXPOSURE / 10).toFixed(1)} or less`,
      }),
    ];
  }),
});

/** None; with memory that is locked, the one that locks it. */
function capabilities(unit: UnitFile, { host }: ServiceContext): readonly Observation[] {
  const locks = ["false", "0"].includes(String(host.server?.at("disable_mlock").literal));
  const allowed = locks ? ["CAP_IPC_LOCK", "CAP_SYSLOG"] : [];
  const kept = capabilitiesOf({ unit, isDynamic: false });
  const ambient = unit.words("Service", "AmbientCapabilities").filter(Boolean);
  return none(
    [...kept, ...ambient].filter((name) => !allowed.includes(name)).map((name) => `it may have ${name}`),
    "no capability",
  );
}

function network(unit: UnitFile): readonly Observation[] {
  const families = unit.words("Service", "RestrictAddressFamilies");
  const allowed = ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"];
  const addresses = unit.words("Service", "IPAddressAllow").filter(Boolean);
  const wide = addresses.filter((word) => {
    const width = networkOf(word);
    return word === "any" || (width !== undefined && widthOf(width) === "world");
  });
  const denied = unit.words("Service", "IPAddressDeny");
  return [
    passIf(families.includes("AF_UNIX") && families.every((family) => allowed.includes(family)), {
      actual: `RestrictAddressFamilies=${families.join(" ")}`,
      expected: `AF_UNIX for readiness and syslog, and nothing but ${allowed.join(", ")}`,
    }),
    passIf(denied.includes("any") || ["0.0.0.0/0", "::/0"].every((all) => denied.includes(all)), {
      actual: `IPAddressDeny=${denied.join(" ")}`,
      expected: "IPAddressDeny=any",
    }),
    ...none(
      wide.map((word) => `IPAddressAllow=${word}`),
      "addresses that are named",
    ),
  ];
}

function calls(unit: UnitFile): readonly Observation[] {
  const [first] = unit.list("Service", "SystemCallFilter");
  const { groups } = reachableGroups(unit, [
    "@privileged",
    "@resources",
    "@mount",
    "@debug",
    "@module",
    "@reboot",
  ]);
  return [
    ...none(
      groups.map((name) => `it may call ${name}`),
      "no call that a server does not need",
    ),
    passIf(first !== undefined && !first.startsWith("~"), {
      actual: first === undefined ? "SystemCallFilter is not set" : `SystemCallFilter=${first}`,
      expected: "SystemCallFilter: a list of what may be called",
    }),
  ];
}

function folders(unit: UnitFile, { host }: ServiceContext): readonly Observation[] {
  const raft = raftFolder(host);
  const isVaults = (folder: string) =>
    folder === raft ||
    /^\/((var\/(log|lib|cache)|run)\/(vault|openbao)([-/]|$)|opt\/(vault|openbao)\/(data|raft|audit|logs?)(\/|$))/.test(
      folder,
    );
  const writable = openedFolders(unit);
  const executable = unit.words("Service", "ExecPaths").map((path) => path.replace(/^-/, ""));
  const hidden = unit.words("Service", "InaccessiblePaths").map((path) => path.replace(/^[-+]+/, ""));
  const within = (path: string, folder: string) =>
    folder === "/" || path === folder || path.startsWith(`${folder}/`);
  return [
    ...none(
      writable.filter((folder) => !isVaults(folder)).map((folder) => `it may write to ${folder}`),
      "nothing to write to but Raft's data and the audit log",
    ),
    ...none(
      ["BindPaths", "ReadWriteDirectories"]
        .filter((key) => unit.list("Service", key).length > 0)
        .map((key) => `${key}=${unit.list("Service", key).join(" ")}`),
      "nothing bound into the sandbox",
    ),
    passIf(unit.words("Service", "NoExecPaths").includes("/"), {
      actual: `NoExecPaths=${unit.words("Service", "NoExecPaths").join(" ")}`,
      expected: "NoExecPaths=/",
    }),
    ...none(
      executable
        .filter(
          (path) =>
            path === "/" ||
            /^\/(tmp|home|var\/tmp|dev|run|etc)(\/|$)/.test(path) ||
            writable.some((folder) => within(path, folder) || within(folder, path)),
        )
        .map((path) => `it may run programs of ${path}`),
      "no program where it may write",
    ),
    ...none(
      reloadTool(unit)
        .filter((tool) => !executable.some((path) => within(tool, path)))
        .map((tool) => `it may not run ${tool}`),
      "what reloads it may be run",
    ),
    ...none(
      ["/root", "/var/lib/cloud"]
        .filter((folder) => !hidden.some((path) => within(folder, path)))
        .map((folder) => `${folder} is not among InaccessiblePaths`),
      "what root keeps is out of reach",
    ),
  ];
}

/** The program that a reload starts inside the sandbox; without it a renewed certificate is never taken. */
function reloadTool(unit: UnitFile): readonly string[] {
  return unit.list("Service", "ExecReload").map((line) => line.replace(/^[-@:]+/, "").split(/\s+/)[0] ?? "");
}

/** Commands that leave the sandbox. */
function programs(unit: UnitFile): readonly Observation[] {
  return none(
    unit
      .keys("Service")
      .filter((key) => key.startsWith("Exec") && !key.endsWith("Paths"))
      .flatMap((key) => unit.list("Service", key).map((line) => `${key}=${line}`))
      .filter((line) => /^\w+=[-@:|]*[+!]/.test(line) || /^ExecStart=[@:|+!]*-/.test(line)),
    "no command with + or !, which leaves the sandbox, and no server whose failure is none",
  );
}
