import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { none, onService, type ServiceContext } from "../../engine/unit-assertions";
import type { HostFile } from "../../evidence/host";
import { declaredGroups } from "../../host/accounts";
import { directoryLines, tmpfilesOf } from "../../host/directories";
import { auditFolder, raftFolder } from "../../host/service-folders";
import { vaultFlag } from "../../host/vault-literals";
import type { VaultService } from "../../host/vault-service";
import { openingCommands } from "./opening-commands";
import { systemLogs } from "./system-logs";

/** Bits of a mode beside the one by which a folder hands on its group. */
const NOT_SETGID = 0o5777;
/** Owner, group and mode of each file, as a node installs it. */
const FILE_LIST = "/etc/hardened-vault/files.list";
/** What reads the list; steps are run where they were unpacked. */
const INSTALLER = "/usr/local/lib/hardened-vault/steps.d/30-files.sh";
const STEPS = "/usr/local/lib/hardened-vault/steps.d/";
/** Files of this library's own that a node is nothing without. */
const INSTALLED =
  /hardened-vault|no-core-dumps|no-history|^\/etc\/(vault\.d\/(tls\/client-ca\.pem|vault\.json)|nftables\.conf|rsyslog\.conf|chrony(\/chrony)?\.conf|systemd\/(zram-generator\.conf|system\/(vault\.service|var-[\w-]+\.mount)))$/;

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
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService((service, context) => [
    ...files(context),
    ...list(context),
    ...folders(service, context),
    ...systemLogs(service, context),
    ...openingCommands(service, context),
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
    isVaults && path.endsWith(".env") && (mode & 0o077) !== 0,
  ];
  return faults.includes(true) ? [said] : [];
}

/** The list that a node installs its files by. */
function list({ host }: ServiceContext): readonly Observation[] {
  const file = host.file(FILE_LIST);
  const isUsed = host.file(INSTALLER)?.content.includes(FILE_LIST) === true;
  if (file === undefined) return isUsed ? [missing(host, FILE_LIST, "a list of files that are root's")] : [];
  const lines = file.content.split("\n").map((line) => line.trim().split(/\s+/));
  const listed = new Set(lines.map(([, , , path = ""]) => path));
  const found = lines.flatMap(([mode = "", owner = "", group = "", path = ""]) =>
    path === "" ? [] : faultsOf({ path, owner, group, mode: Number.parseInt(mode, 8) }),
  );
  // What the list does not name stays in the archive; what others add has a way of its own.
  const left = host.files
    .filter(
      ({ path }) =>
        path !== FILE_LIST && INSTALLED.test(path) && !path.startsWith(STEPS) && !listed.has(path),
    )
    .map(({ path }) => `${path} is not installed`);
  return none(
    [...found, ...left].map((fault) => `${FILE_LIST}: ${fault}`),
    "a list of all files, which are root's",
  );
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
  const given = tmpfilesOf(host)
    .filter(
      ({ type, path, owner }) =>
        /^[aA]/.test(type) ||
        (/^\/(etc|usr|opt|root|boot)(\/|$)/.test(path) && !["", "root", "0"].includes(owner)) ||
        (owner === user && ![raft, audit].includes(path) && path.startsWith("/var/")),
    )
    .map(({ type, path, owner }) => `${path} is ${owner || "opened to others"} by a line ${type}`);
  return [
    ...none(given, "nothing of Vault's but its data and its log"),
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
