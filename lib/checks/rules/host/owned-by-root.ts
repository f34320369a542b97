import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { missing, nodeGroups } from "../../engine/subjects";
import { none, onService, type ServiceContext } from "../../engine/unit-assertions";
import type { HostFile } from "../../evidence/host";
import { declaredGroups } from "../../host/accounts";
import { commandsNamed, type NodeCommand, optionValues, tell } from "../../host/commands";
import { directoryLines, tmpfilesOf } from "../../host/directories";
import { auditFolder, raftFolder } from "../../host/service-folders";
import { syslogPath } from "../../host/syslog";
import { vaultFlag } from "../../host/vault-literals";
import type { VaultService } from "../../host/vault-service";

/** Bits of a mode beside the one by which a folder hands on its group. */
const NOT_SETGID = 0o5777;
/** Owner, group and mode of each file, as a node installs it. */
const FILE_LIST = "/etc/hardened-vault/files.list";

export const ownedByRoot = defineRule({
  id: "HOST-05",
  title: "Vault can change neither its program nor its configuration, and nobody else reads its data",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Who breaks into Vault and may write its binary, its unit or its configuration stays for good; who reads its data or its log needs no break-in.",
  remediation:
    "root owns binary, unit, scripts and configuration (0640 root:vault), Vault its data (0700) and its audit log (2750 with the readers' group); leave VAULT_ENABLE_FILE_PERMISSIONS_CHECK unset.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/docs/commands#vault_enable_file_permissions_check",
  ],
  guide: ["S06", "S15"],
  controls: {
    soc2: ["CC6.1", "CC6.3"],
    pciDss: ["7.2.1", "2.2.6"],
    iso27001: ["A.8.3", "A.8.18"],
    nist80053: ["AC-3", "CM-5"],
  },
  claims: [],
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService((service, context) => [
    ...files(context),
    ...list(context),
    ...folders(service, context),
    ...logs(context),
    ...commands(service, context),
    ...permissionsCheck(service, context),
  ]),
});

/** Files of which Vault may read but not write: all that come with the node. */
function files({ host }: ServiceContext): readonly Observation[] {
  // What a script writes has no owner that can be seen.
  if (!host.isComplete) return [];
  return none(
    host.files.flatMap(faultsOf),
    "files of root that nobody else may change, and none read who need not",
  );
}

function faultsOf({ path, owner, group, mode }: Omit<HostFile, "content">): readonly string[] {
  const said = `${path} is ${owner}:${group} ${mode.toString(8).padStart(4, "0")}`;
  const isVaults = /^\/etc\/(vault|openbao)\.d\//.test(path);
  const faults = [
    owner !== "root" || (mode & 0o022) !== 0 || (mode & 0o7000) !== 0,
    isVaults && (mode & 0o007) !== 0,
    isVaults && !["root", "vault", "openbao"].includes(group),
    isVaults && /\.env$/.test(path) && (mode & 0o077) !== 0,
  ];
  return faults.includes(true) ? [said] : [];
}

/** The list that a node installs its files by. */
function list({ host }: ServiceContext): readonly Observation[] {
  const file = host.file(FILE_LIST);
  if (file === undefined) return [];
  const lines = file.content.split("\n").filter((line) => line.trim() !== "");
  const found = lines.flatMap((line) => {
    const [mode = "", owner = "", group = "", path = ""] = line.trim().split(/\s+/);
    return faultsOf({ path, owner, group, mode: Number.parseInt(mode, 8) }).map(
      (fault) => `${FILE_LIST}: ${fault}`,
    );
  });
  return none(found, "a list of files that are root's");
}

function folders({ unit }: VaultService, context: ServiceContext): readonly Observation[] {
  const { host } = context;
  const user = unit.value("Service", "User") ?? "vault";
  const raft = raftFolder(host);
  const audit = auditFolder(unit);
  const groups = [user, ...declaredGroups(host)];
  const others = tmpfilesOf(host)
    .filter(
      ({ type, path, mode = 0 }) =>
        /^[dDevqQzZ]/.test(type) && /^\/(var\/log|var\/lib|etc\/vault)/.test(path) && (mode & 0o007) !== 0,
    )
    .map(({ path, mode = 0 }) => `${path} is open to everybody: ${mode.toString(8)}`);
  return [
    ...folder(context, "/etc/vault.d", `root:${user} 0750`, "root", 0o750, [user, "root"]),
    ...folder(context, "/etc/vault.d/tls", `root:${user} 0750`, "root", 0o750, [user, "root"]),
    ...(raft === undefined ? [] : folder(context, raft, `${user}:${user} 0700`, user, 0o700, groups)),
    ...(audit === undefined ? [] : folder(context, audit, `${user} 0750 or 2750`, user, 0o750, groups)),
    ...none(others, "no folder of a log or of data that everybody may enter"),
    ...modes(unit),
  ];
}

/** A folder in each place that says something of it; at least one must. */
function folder(
  { host }: ServiceContext,
  path: string,
  expected: string,
  wantedOwner: string,
  most: number,
  groups: readonly string[],
): readonly Observation[] {
  const lines = directoryLines(host, path);
  if (lines.length === 0) return [missing(host, path, `${path}: ${expected}`)];
  return lines.map(({ owner, group, mode = 0o755, type }) =>
    passIf(
      owner === wantedOwner &&
        groups.includes(group) &&
        (mode & NOT_SETGID & ~most) === 0 &&
        !type.startsWith("D"),
      { actual: `${path} is ${owner}:${group} ${mode.toString(8)}`, expected: `${path}: ${expected}` },
    ),
  );
}

/** Files that rsyslog makes: nobody reads them but who ships them. */
function logs({ host }: ServiceContext): readonly Observation[] {
  const syslog = syslogPath(host);
  if (syslog === undefined || syslog.all.length === 0) return [];
  const { umask, open } = syslog;
  const expected = 'umask="0027": the group reads, nobody else does';
  return [
    ...none(
      open.map((file) => `rsyslog lets everybody read ${file}`),
      "log files that their group reads and nobody else",
    ),
    umask === undefined
      ? passIf(false, {
          actual: "rsyslog has the umask of the distribution's unit",
          expected,
          reason: "it may keep out the agent that ships the files",
          severity: "warning",
        })
      : passIf((umask & 0o007) === 0o007 && (umask & 0o040) === 0, {
          actual: `rsyslog: umask ${umask.toString(8).padStart(4, "0")}`,
          expected,
        }),
  ];
}

/** Modes of folders that systemd makes. */
function modes(unit: VaultService["unit"]): readonly Observation[] {
  const open = ["State", "Logs", "Cache", "Configuration"]
    .filter((name) => unit.words("Service", `${name}Directory`).some(Boolean))
    .map((name) => [`${name}DirectoryMode`, unit.value("Service", `${name}DirectoryMode`) ?? "0755"] as const)
    .filter(([, mode]) => (Number.parseInt(mode, 8) & 0o027) !== 0);
  return none(
    open.map(([key, mode]) => `${key}=${mode}`),
    "folders of the service that others cannot enter",
  );
}

/** Commands that give Vault, or everybody, what is root's. */
function commands(service: VaultService, { group }: ServiceContext): readonly Observation[] {
  const [binary = "/usr/local/bin/vault"] = service.command;
  const user = service.unit.value("Service", "User") ?? "vault";
  const isRoots = (path: string) =>
    path === binary || /^\/(etc|usr)(\/|$)/.test(path) || (/\/vault$/.test(path) && /\/bin\//.test(path));
  const givesAway = ({ program, args }: NodeCommand) => {
    const paths = args.filter((arg) => arg.startsWith("/"));
    const owner =
      program === "install"
        ? (optionValues(args, "o", "owner").at(-1) ?? "")
        : (args.find((arg) => !arg.startsWith("-")) ?? "");
    const isVaults = [user, "vault"].includes(owner.split(/[:.]/)[0] ?? "");
    // What is installed out of the archive goes to places that are root's.
    const isUnpacked = program === "install" && args.some((arg) => arg.startsWith("$staging"));
    return isVaults && (paths.some(isRoots) || isUnpacked);
  };
  const opens = ({ program, args }: NodeCommand) => {
    const modesGiven =
      program === "install"
        ? optionValues(args, "m", "mode")
        : [args.find((arg) => !/^-[A-Za-z-]+$/.test(arg) || /^-[rwx]/.test(arg)) ?? ""];
    return modesGiven.some((mode) =>
      /^[0-7]{3,4}$/.test(mode)
        ? (Number.parseInt(mode, 8) & 0o002) !== 0 || (Number.parseInt(mode, 8) & 0o4000) !== 0
        : /(^|,)(|[ugo]*[oa][ugoa]*)[+=][rxXst]*w|[+=]\w*s/.test(mode),
    );
  };
  return none(
    [
      ...commandsNamed(group, "chown", "install").filter(givesAway).map(tell),
      ...commandsNamed(group, "chmod", "install").filter(opens).map(tell),
      ...commandsNamed(group, "setfacl", "setcap").map(tell),
      ...commandsNamed(group, "umask")
        .filter(({ args: [mask = "022"] }) => (Number.parseInt(mask, 8) & 0o022) !== 0o022)
        .map(tell),
    ],
    "no command that opens what is root's",
  );
}

/** With files that are root's, the check of Vault's own refuses to start. */
function permissionsCheck(service: VaultService, { host }: ServiceContext): readonly Observation[] {
  const [configuration] = host.serverFiles;
  const isRoots = configuration !== undefined && host.file(configuration.path)?.owner === "root";
  const set = service.environment.filter(
    ({ name, value }) =>
      name === "VAULT_ENABLE_FILE_PERMISSIONS_CHECK" && vaultFlag(value ?? "true") !== false,
  );
  return none(
    isRoots ? set.map(({ name, value, from }) => `${from}: ${name}=${value}`) : [],
    "no permissions check that refuses root's files",
  );
}
