import type { NodeGroup } from "../evidence/node-group";
import { commandsFrom, commandsWith, type NodeCommand } from "./commands";
import { isTraced } from "./shell";

/** A script that initialises a Vault, read by its meaning. */
export interface Initialisation {
  /** Path of the script, or `user data`. */
  readonly source: string;
  /** All commands of the script, in their order. */
  readonly commands: readonly NodeCommand[];
  /** The command that initialises. */
  readonly init: NodeCommand;
  /** Whether it asks by Vault's own command, and not by its API. */
  readonly byCommand: boolean;
  /** Whether it shows each command that it runs, with its variables. */
  readonly isTraced: boolean;
}

/** Every script of a group's nodes that initialises a Vault. */
export function initialisationsOn(group: NodeGroup): readonly Initialisation[] {
  return commandsWith(group, ...SENDERS, "vault", "bao")
    .filter((command) => isByApi(command) || isByCommand(command))
    .map((init) => ({
      source: init.source,
      commands: commandsFrom(group, init.source),
      init,
      byCommand: isByCommand(init),
      isTraced: isTraced(group.host?.file(init.source)?.content ?? group.userData?.text ?? ""),
    }));
}

/** Our own functions, and what others send requests with. */
const SENDERS = ["vault_api", "vault_at", "curl", "wget"];

/** Whether a command sends a request to a path of Vault's API. */
export function requests({ words }: NodeCommand, path: RegExp): boolean {
  const [sender = ""] = words;
  if (!SENDERS.includes(sender.slice(sender.lastIndexOf("/") + 1))) return false;
  const writes = words.some((word) => /^((-X|--request=)?(POST|PUT)|--data\S*|-d)$/.test(word));
  return writes && words.some((word) => path.test(word));
}

/** What a command does where it fails: the script ends, or goes on as if nothing had happened. */
export function endsScript(command: NodeCommand, commands: readonly NodeCommand[]): boolean {
  if (!command.orElse)
    return /^[^#\n]*set\s+-\w*e/m.test(commands.map(({ words }) => words.join(" ")).join("\n"));
  const next = commands[commands.indexOf(command) + 1];
  return ["fail", "exit", "return", "give_up", "die"].includes(next?.words[0] ?? "");
}

/** Names of the variables that hold the answer of a command, and what is taken out of that answer. */
export function variablesWith(init: NodeCommand, commands: readonly NodeCommand[]): ReadonlySet<string> {
  const names = new Set<string>();
  const [asked = "", path = ""] = [init.words[0], init.words.find((word) => word.endsWith("sys/init"))];
  for (const { assignments, words } of commands) {
    for (const assignment of words.length === 0 ? assignments : []) {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(assignment) ?? [];
      const isAnswer = value.includes("$(") && value.includes(asked) && value.includes(path) && path !== "";
      if (isAnswer || mentions(value, names)) names.add(name);
    }
  }
  return names;
}

/** Whether a text uses one of these variables. */
export function mentions(text: string, names: ReadonlySet<string>): boolean {
  return [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = ""]) => names.has(name));
}

function isByApi(command: NodeCommand): boolean {
  return requests(command, /(^|\/)sys\/init$/);
}

function isByCommand({ program, args }: NodeCommand): boolean {
  const operator = args.indexOf("operator");
  return (
    ["vault", "bao"].includes(program) &&
    operator >= 0 &&
    args[operator + 1] === "init" &&
    !args.some((word) => /^--?status\b/.test(word))
  );
}
