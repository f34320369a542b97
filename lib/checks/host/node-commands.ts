import { remembered, rememberedOf } from "../../core/remembered";
import type { Host, HostFile } from "../evidence/host";
import { CommandIndex, lastParts } from "./command-index";
import { parseShell, type ShellCommand } from "./shell";

/** A command that a node runs, and where it stands. */
export interface NodeCommand extends Pick<ShellCommand, "words" | "assignments" | "line"> {
  /** Path of the file. */
  readonly from: string;
}

/** Settings of a unit that are commands. */
const EXEC = /^(Exec(?:Start|Stop|Reload)(?:Pre|Post)?|ExecCondition)\s*=\s*(.+)$/;

/** The commands of each file of a host. A script that stands at the same place elsewhere is the same object there. */
export const filesOfCommands = rememberedOf((host: Host): readonly (readonly NodeCommand[])[] =>
  host.files.map(commandsIn),
);

/** Every command in the scripts and units of a host. */
export const nodeCommands = rememberedOf((host: Host): readonly NodeCommand[] =>
  filesOfCommands(host).flat(),
);

/** The commands that have one of these words, alone or at the end of a path: `openssl`, also for `/usr/bin/openssl`. */
export function nodeCommandsWith(host: Host, ...words: readonly string[]): readonly NodeCommand[] {
  return byWord(host).of(words);
}

const byWord = rememberedOf((host: Host) => new CommandIndex(nodeCommands(host), lastParts));

/** Whether a file is run by a shell, at boot, at a login or by a service. */
export function isScript({ path, mode, content }: HostFile): boolean {
  if (content.startsWith("#!")) return /^#!.*\b(sh|bash|dash|ksh|zsh)\b/.test(content.split("\n")[0] ?? "");
  return (
    (mode & 0o111) !== 0 ||
    /\.sh$|\/(profile\.d|cron[^/]*|logrotate\.d)\/|\/(zshenv|profile|bashrc)$/.test(path)
  );
}

function commandsIn(file: HostFile): readonly NodeCommand[] {
  return isUnit(file.path) || isScript(file) ? known(file.path)(file.content) : [];
}

/** Clusters of one app have the same scripts at the same places. */
const known = remembered(256, (path) =>
  remembered(64, (content): readonly NodeCommand[] =>
    isUnit(path) ? ofUnit(path, content) : parseShell(content).map((command) => ({ ...command, from: path })),
  ),
);

function ofUnit(path: string, content: string): readonly NodeCommand[] {
  const lines = content.replaceAll(/\\\n/g, " ").split("\n");
  return lines.flatMap((line, index) => {
    const command = EXEC.exec(line.trim())?.[2];
    return command === undefined ? [] : execCommands(command, path, index + 1);
  });
}

/** Commands of a setting such as `ExecStart`; what is given to a shell with `-c` is a script of its own. */
export function execCommands(value: string, from: string, line = 0): readonly NodeCommand[] {
  const command = value.replace(/^[-@:+!|]+/, "");
  const script = /\b(?:sh|bash)\s+-\w*c\s+(["'])(.*)\1\s*$/.exec(command)?.[2];
  return parseShell(script ?? command).map((one) => ({ ...one, from, line }));
}

function isUnit(path: string): boolean {
  return /\/systemd\/(system|user)\/([^/]+\.d\/[^/]+\.conf|[^/]+\.(service|timer|socket|path))$/.test(path);
}
