import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import { UnitFile } from "./unit-file";

/** A variable of the environment, and where it is set. */
export interface Variable {
  readonly name: string;
  /** `undefined` where it is handed on from somewhere else. */
  readonly value: string | undefined;
  readonly from: string;
}

/** How Vault is started on a host: its unit, its command line, its environment. */
export class VaultService {
  /** The service of a host; `undefined` where no unit of it starts a Vault server. */
  public static of(host: Host): VaultService | undefined {
    return VaultService.known(host);
  }

  private static readonly known = rememberedOf((host: Host): VaultService | undefined => {
    const found = serviceUnits(host).find(([, unit]) => commandsOf(unit).some(isServer));
    return found === undefined ? undefined : new VaultService(host, ...found);
  });

  private constructor(
    private readonly host: Host,
    /** Name of the unit: `vault.service`. */
    public readonly name: string,
    public readonly unit: UnitFile,
  ) {}

  /** Words of the command that starts the server. */
  public get command(): readonly string[] {
    return commandsOf(this.unit).find(isServer) ?? [];
  }

  /** Values of an option of the command, `-config=FILE` or `-config FILE`. */
  public option(name: string): readonly string[] {
    return optionOf(this.command, name);
  }

  /** Files that the environment is read from, whether there are such files or not. */
  public get environmentFiles(): readonly string[] {
    return this.unit.list("Service", "EnvironmentFile").map((path) => unquoted(path).replace(/^-/, ""));
  }

  /** Everything that is put into Vault's environment. */
  public get environment(): readonly Variable[] {
    const from = (source: string) => (word: string) => variableOf(word, source);
    const inherited = this.host
      .filesAt(/^\/(etc|run|usr\/lib|usr\/local\/lib|lib)\/systemd\/system\.conf(\.d\/[^/]+\.conf)?$/)
      .flatMap(({ path, content }) =>
        ["DefaultEnvironment", "ManagerEnvironment"]
          .flatMap((key) => new UnitFile([content]).list("Manager", key))
          .flatMap(wordsOf)
          .map(from(path)),
      );
    return [
      ...inherited,
      ...this.unit.list("Service", "Environment").flatMap(wordsOf).map(from(this.name)),
      ...this.unit.words("Service", "PassEnvironment").filter(Boolean).map(from(this.name)),
      ...this.environmentFiles.flatMap((path) => variablesIn(this.host, path)),
      ...this.command.filter((word) => /^[A-Za-z_]\w*=/.test(word)).map(from(this.name)),
    ];
  }
}

/** Every command of a host's units that starts a Vault server, with the unit that has it. */
export const serverCommands = rememberedOf(
  (host: Host): readonly (readonly [unit: string, words: readonly string[]])[] =>
    serviceUnits(host).flatMap(([name, unit]) =>
      commandsOf(unit)
        .filter(isServer)
        .map((words) => [name, words] as const),
    ),
);

/** Whether these words start a server of Vault or OpenBao. */
export function isServer(words: readonly string[]): boolean {
  return words.some(
    (word, index) => /(^|\/)(vault|bao|openbao)$/.test(word) && words.slice(index + 1).includes("server"),
  );
}

/** Values of an option in the words of a command; an option alone has the value `true`. */
export function optionOf(words: readonly string[], name: string): readonly string[] {
  return words.flatMap((word, index) => {
    const [, key, value] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (key !== name) return [];
    const next = words[index + 1] ?? "-";
    return [value ?? (next.startsWith("-") ? "true" : next)];
  });
}

/** Services that a host has files of, Vault's own name first. */
function serviceUnits(host: Host): readonly (readonly [name: string, unit: UnitFile])[] {
  const names = host
    .filesAt(/\/systemd\/system\/[^/]+\.service$/)
    .map(({ path }) => path.split("/").at(-1) ?? "");
  return [...new Set(["vault.service", ...names])].flatMap((name) => {
    const unit = UnitFile.of(host, name);
    return unit === undefined ? [] : [[name, unit] as const];
  });
}

function commandsOf(unit: UnitFile): readonly (readonly string[])[] {
  return ["ExecStartPre", "ExecStart", "ExecStartPost"]
    .flatMap((key) => unit.list("Service", key))
    .map((line) =>
      line
        .replace(/^[-@:+!|]+/, "")
        .replaceAll(/["']/g, " ")
        .trim()
        .split(/\s+/),
    );
}

function variablesIn(host: Host, path: string): readonly Variable[] {
  return (host.file(path)?.content ?? "")
    .split("\n")
    .map((line) => line.trim().replace(/^export\s+/, ""))
    .filter((line) => /^[A-Za-z_]\w*\s*=/.test(line))
    .map((line) => variableOf(line, path));
}

function variableOf(word: string, from: string): Variable {
  const equals = word.indexOf("=");
  if (equals === -1) return { name: word, value: undefined, from };
  return { name: word.slice(0, equals).trim(), value: unquoted(word.slice(equals + 1)), from };
}

/** Words of a line; quotes hold words together. */
function wordsOf(line: string): readonly string[] {
  return (line.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g) ?? []).map(unquoted);
}

function unquoted(text: string): string {
  return text.trim().replaceAll(/["']/g, "");
}
