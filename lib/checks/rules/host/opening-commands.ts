import type { Observation } from "../../engine/observation";
import { none, type ServiceContext } from "../../engine/unit-assertions";
import { commandsNamed, type NodeCommand, optionValues, tell } from "../../host/commands";
import { auditFolder, raftFolder } from "../../host/service-folders";
import type { VaultService } from "../../host/vault-service";

/** Commands that give Vault, or everybody, what is root's, or show everybody what is secret. */
export function openingCommands(
  service: VaultService,
  { group, host }: ServiceContext,
): readonly Observation[] {
  const [binary = "/usr/local/bin/vault"] = service.command;
  const user = service.unit.value("Service", "User") ?? "vault";
  const closed = [raftFolder(host), auditFolder(service.unit), "/etc/vault.d"].filter(
    (path) => path !== undefined,
  );
  const isRoots = (path: string) =>
    path === binary || /^\/(etc|usr)(\/|$)/.test(path) || (path.endsWith("/vault") && path.includes("/bin/"));
  const isKey = (path: string) => /(^|\/)(key\.pem|license[\w.]*)$|^\/etc\/vault\.d\//.test(path);
  const isSecret = (path: string) =>
    isKey(path) || closed.some((folder) => path === folder || path.startsWith(`${folder}/`));
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
  const opens = (command: NodeCommand) =>
    modesOf(command).some((mode) =>
      /^[0-7]{3,4}$/.test(mode)
        ? (Number.parseInt(mode, 8) & 0o002) !== 0 || (Number.parseInt(mode, 8) & 0o4000) !== 0
        : /(^|,)(|[ugo]*[oa][ugoa]*)[+=][rxXst]*w|[+=]\w*s/.test(mode),
    );
  const shows = (command: NodeCommand) =>
    command.args.some(isSecret) &&
    modesOf(command).some((mode) =>
      /^[0-7]{3,4}$/.test(mode)
        ? (Number.parseInt(mode, 8) & 0o007) !== 0
        : /(^|,)(|[ugo]*[oa][ugoa]*)[+=]\w*[rxX]/.test(mode),
    );
  const groups = ["", "root", "0", "vault", user, service.unit.value("Service", "Group") ?? user];
  const handsOn = (command: NodeCommand) =>
    command.args.some(isKey) && groupsOf(command).some((name) => !groups.includes(name));
  return none(
    [
      ...commandsNamed(group, "chown", "install").filter(givesAway).map(tell),
      ...commandsNamed(group, "chown", "chgrp", "install").filter(handsOn).map(tell),
      ...commandsNamed(group, "chmod", "install")
        .filter((command) => opens(command) || shows(command))
        .map(tell),
      ...commandsNamed(group, "setfacl", "setcap").map(tell),
      ...commandsNamed(group, "umask")
        .filter(({ args: [mask = "022"] }) => (Number.parseInt(mask, 8) & 0o022) !== 0o022)
        .map(tell),
    ],
    "no command that opens what is root's",
  );
}

/** Groups that a command hands files to. */
function groupsOf({ program, args }: NodeCommand): readonly string[] {
  if (program === "install") return optionValues(args, "g", "group");
  const [whom = ""] = args.filter((arg) => !arg.startsWith("-"));
  return [program === "chgrp" ? whom : (whom.split(/[:.]/)[1] ?? "")];
}

/** Modes that a command sets. */
function modesOf({ program, args }: NodeCommand): readonly string[] {
  return program === "install"
    ? optionValues(args, "m", "mode")
    : [args.find((arg) => !/^-[A-Za-z-]+$/.test(arg) || /^-[rwx]/.test(arg)) ?? ""];
}
