import { grouped } from "../../core/grouped";
import { remembered, rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { CommandIndex, lastParts } from "./command-index";
import { parseShell, type ShellCommand } from "./shell";
import { unitsOf } from "./units";

/** A command that runs on a node, and where it stands. */
export interface NodeCommand extends ShellCommand {
  /** Path of its file, or `user data`. */
  readonly source: string;
  /** Name of the program without its folder; what only starts another one is left out. */
  readonly program: string;
  /** What the program gets; variables that hold literals are filled in. */
  readonly args: readonly string[];
}

/** What user data, scripts and units run on the nodes of a group, piece by piece in the order of each source. */
const piecesOn = rememberedOf(({ host, userData }: NodeGroup): readonly Piece[] => [
  piece("user data", withoutYaml(userData?.text ?? "")),
  ...(host === undefined ? [] : [...piecesOfScripts(host), ...piecesOfUnits(host)]),
]);

/** Every command that user data, scripts and units run on the nodes of a group, in the order of each source. */
export const commandsOn = rememberedOf((group: NodeGroup): readonly NodeCommand[] =>
  piecesOn(group).flatMap(({ commands }) => commands),
);

/** The commands of each source. A script that stands at the same place elsewhere is the same object there. */
export const sourcesOn = rememberedOf((group: NodeGroup): readonly (readonly NodeCommand[])[] => [
  ...bySource(group).values(),
]);

const bySource = rememberedOf(
  (group: NodeGroup): ReadonlyMap<string, readonly NodeCommand[]> =>
    new Map(
      [...grouped(piecesOn(group), ({ source }) => source)].map(([source, pieces]) => {
        const [only, ...others] = pieces;
        return [
          source,
          only !== undefined && others.length === 0
            ? only.commands
            : pieces.flatMap(({ commands }) => commands),
        ];
      }),
    ),
);

/** The commands of one source. */
export function commandsFrom(group: NodeGroup, source: string): readonly NodeCommand[] {
  return bySource(group).get(source) ?? [];
}

/** The commands with a program of a name. */
export function commandsNamed(group: NodeGroup, ...programs: readonly string[]): readonly NodeCommand[] {
  return byProgram(group).of(programs);
}

/** The commands whose program is meant, by its name; each name is asked for once. */
export function commandsLike(
  group: NodeGroup,
  isMeant: (program: string) => boolean,
): readonly NodeCommand[] {
  const index = byProgram(group);
  return index.of(index.keys.filter(isMeant));
}

/** The commands that have one of these words, alone or at the end of a path: `swapoff`, also for `/sbin/swapoff -a`. */
export function commandsWith(group: NodeGroup, ...words: readonly string[]): readonly NodeCommand[] {
  return byWord(group).of(words);
}

/** A function that picks commands of a kind; a script is looked through once, wherever it stands. */
export function picked(
  isMeant: (command: NodeCommand) => boolean,
): (group: NodeGroup) => readonly NodeCommand[] {
  const meant = rememberedOf((commands: readonly NodeCommand[]) => commands.filter(isMeant));
  return (group) => piecesOn(group).flatMap(({ commands }) => meant(commands));
}

const byProgram = rememberedOf(
  (group: NodeGroup) => new CommandIndex(commandsOn(group), ({ program }) => [program]),
);
const byWord = rememberedOf((group: NodeGroup) => new CommandIndex(commandsOn(group), lastParts));

/** A command as people write it, cut to a length, and where it stands. */
export function tell({ words, assignments, source, line }: NodeCommand): string {
  const text = [...assignments, ...words].join(" ").replaceAll(/\s+/g, " ");
  return `${source}:${line}: ${text.length > 100 ? `${text.slice(0, 99)}…` : text}`;
}

/** What `systemctl` does to units: `enable`, `mask`; the names complete, `sshd` is `sshd.service`. */
export function systemctl(
  group: NodeGroup,
  ...verbs: readonly string[]
): readonly { readonly unit: string; readonly command: NodeCommand }[] {
  return managing(group).filter(({ verb }) => verbs.includes(verb));
}

const managing = rememberedOf((group: NodeGroup) =>
  commandsNamed(group, "systemctl").flatMap((command) => {
    const [verb = "", ...names] = command.args.filter((word) => !word.startsWith("-"));
    return names.map((name) => ({
      verb,
      unit: /\.\w+$/.test(name) ? name : `${name}.service`,
      command,
    }));
  }),
);

/** Every word that a program gets as an option's value: `-o vault`, `-ro vault`, `-ovault`, `--owner=vault`. */
export function optionValues(args: readonly string[], short: string, long: string): readonly string[] {
  return args.flatMap((arg, index) => {
    if ((/^-[A-Za-z]+$/.test(arg) && arg.endsWith(short)) || arg === `--${long}`)
      return [args[index + 1] ?? ""];
    if (arg.startsWith(`--${long}=`)) return [arg.slice(long.length + 3)];
    return arg.startsWith(`-${short}`) && arg.length > 2 ? [arg.slice(2)] : [];
  });
}

/** Commands that stand together. */
interface Piece {
  readonly source: string;
  readonly commands: readonly NodeCommand[];
}

function piece(source: string, content: string): Piece {
  return { source, commands: read(source, content) };
}

function piecesOfScripts(host: Host): readonly Piece[] {
  return host.files
    .filter(({ path, content }) => /^#!.*\b(ba|da|z|k)?sh\b/.test(content) || path.endsWith(".sh"))
    .flatMap(({ path, content }) => host.parsed(path, () => piece(path, content), "commands") ?? []);
}

function piecesOfUnits(host: Host): readonly Piece[] {
  return unitsOf(host).flatMap(({ name, unit }) =>
    unit
      .keys("Service")
      .filter((key) => key.startsWith("Exec"))
      .flatMap((key) => unit.list("Service", key))
      .map((line) => piece(name, line.replace(/^[-@:+!|]+/, ""))),
  );
}

function read(source: string, content: string): readonly NodeCommand[] {
  return known(source)(content);
}

/** Clusters of one app have the same scripts at the same places. */
const known = remembered(256, (source) => remembered(64, (content) => commandsIn(source, content)));

function commandsIn(source: string, content: string): readonly NodeCommand[] {
  const shell = parseShell(content);
  const variables = variablesIn(shell);
  return shell.flatMap((command) => {
    const [first = "", ...rest] = started(command.words);
    const program = first.split("/").at(-1) ?? "";
    const args = rest.flatMap((word) => filled(word, variables));
    const whole: NodeCommand = { ...command, source, program, args };
    const given = /^(ba|da|z|k)?sh$/.test(program) ? args[args.indexOf("-c") + 1] : undefined;
    return args.includes("-c") && given !== undefined ? [whole, ...read(source, given)] : [whole];
  });
}

/** Programs that start another one. */
const STARTERS = new Set([
  "sudo",
  "env",
  "exec",
  "nohup",
  "command",
  "nice",
  "ionice",
  "setsid",
  "timeout",
  "eval",
]);

function started(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  if (!STARTERS.has(first.split("/").at(-1) ?? "")) return words;
  const next = rest.findIndex((word) => !/^(-.*|[A-Za-z_]\w*=.*|\d+[smhd]?)$/.test(word));
  return next === -1 ? words : started(rest.slice(next));
}

/** What variables hold: assignments and the lists of loops. */
function variablesIn(commands: readonly ShellCommand[]): ReadonlyMap<string, readonly string[]> {
  const variables = new Map<string, readonly string[]>();
  const add = (name: string, values: readonly string[]) =>
    variables.set(name, [...(variables.get(name) ?? []), ...values]);
  for (const { words, assignments } of commands) {
    if (words[0] === "for" && words[2] === "in") add(words[1] ?? "", words.slice(3));
    for (const assignment of words.length === 0 ? assignments : []) {
      const equals = assignment.indexOf("=");
      const value = assignment.slice(equals + 1);
      if (!value.includes("$")) add(assignment.slice(0, equals), [value]);
    }
  }
  return variables;
}

function filled(word: string, variables: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (!word.startsWith("$")) return [word];
  const [, name = ""] = /^\$\{?(\w+)\}?$/.exec(word) ?? [];
  return variables.get(name)?.filter((value) => value !== "") ?? [word];
}

/** The commands of a `#cloud-config` stand in lists. */
function withoutYaml(text: string): string {
  return text.startsWith("#cloud-config") ? text.replaceAll(/^\s*-\s+/gm, "") : text;
}
