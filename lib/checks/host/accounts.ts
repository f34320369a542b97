import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { commandsNamed, optionValues, tell } from "./commands";

/** What is said of an account, in one place. */
export interface AccountLine {
  readonly name: string;
  /** Number of the user; empty where the system chooses it. */
  readonly id: string;
  /** `undefined` where it is not said. */
  readonly shell: string | undefined;
  /** Groups that it is put into. */
  readonly groups: readonly string[];
  readonly from: string;
}

/** Everything that files of sysusers.d(5) and scripts say of accounts. */
export function accountLines(host: Host, group: NodeGroup): readonly AccountLine[] {
  return [...declaredAccounts(host), ...madeAccounts(group)];
}

/** Groups that sysusers.d(5) makes. */
export function declaredGroups(host: Host): readonly string[] {
  return lines(host).flatMap(([type = "", name = "", id = ""]) =>
    /^[ug]/.test(type) ? [name] : type.startsWith("m") ? [id] : [],
  );
}

function declaredAccounts(host: Host): readonly AccountLine[] {
  return lines(host).flatMap(([type = "", name = "", id = "-", , , shell = "-"]): readonly AccountLine[] => {
    if (type.startsWith("m")) return [{ name, id: "", shell: undefined, groups: [id], from: "sysusers.d" }];
    if (!type.startsWith("u")) return [];
    // What is not said is a shell that lets nobody in, but for the user 0.
    const given = shell === "-" ? "/usr/sbin/nologin" : shell;
    const [number = "", primary = ""] = id === "-" ? [] : id.split(":");
    return [{ name, id: number, shell: given, groups: primary === "" ? [] : [primary], from: "sysusers.d" }];
  });
}

function lines(host: Host): readonly (readonly string[])[] {
  return host
    .filesAt(/^\/(etc|run|usr\/lib|usr\/local\/lib)\/sysusers\.d\/[^/]+\.conf$/)
    .flatMap(({ content }) => content.split("\n"))
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
    .map((line) =>
      (line.match(/"(?:\\.|[^"\\])*"|'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll(/^["']|["']$/g, "")),
    );
}

function madeAccounts(group: NodeGroup): readonly AccountLine[] {
  return commandsNamed(group, "useradd", "adduser", "usermod", "chsh", "gpasswd").map((command) => {
    const { program, args } = command;
    const makes = program === "useradd" || program === "adduser";
    const shell = optionValues(args, "s", "shell").at(-1);
    const isAdded = program === "gpasswd" ? optionValues(args, "a", "add") : [];
    const grouped = [...optionValues(args, "G", "groups"), ...optionValues(args, "g", "gid")];
    return {
      name: isAdded[0] ?? args.filter((arg) => !arg.startsWith("-")).at(-1) ?? "",
      id: optionValues(args, "u", "uid").at(-1) ?? "",
      // Without the option, useradd takes the shell of people.
      shell: shell ?? (makes ? "/bin/bash" : undefined),
      groups: [
        ...grouped.flatMap((names) => names.split(",")),
        ...(isAdded.length > 0 ? [args.at(-1) ?? ""] : []),
      ],
      from: tell(command),
    };
  });
}
