import { remembered, rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";

/** A systemd unit with its drop-ins, as `systemd.syntax(7)` reads it. */
export class UnitFile {
  /** A unit of a host with everything that `NAME.d` and the type's own `TYPE.d` add; `undefined` where there is none. */
  public static of(host: Host, name: string): UnitFile | undefined {
    return UnitFile.known(host)(name);
  }

  private static readonly known = rememberedOf((host: Host) =>
    remembered(512, (name) => UnitFile.read(host, name)),
  );

  private static read(host: Host, name: string): UnitFile | undefined {
    const main = [
      "/etc/systemd/system",
      "/usr/local/lib/systemd/system",
      "/usr/lib/systemd/system",
      "/lib/systemd/system",
    ]
      .map((folder) => host.file(`${folder}/${name}`))
      .find((file) => file !== undefined);
    if (main === undefined) return undefined;
    const type = name.split(".").at(-1);
    const dropIns = host
      .filesAt(/^\/(etc|run|usr\/lib|usr\/local\/lib|lib)\/systemd\/system\/[^/]+\.d\/[^/]+\.conf$/)
      .filter(({ path }) => [`${name}.d`, `${type}.d`].includes(path.split("/").at(-2) ?? ""))
      .sort((a, b) => ((a.path.split("/").at(-1) ?? "") < (b.path.split("/").at(-1) ?? "") ? -1 : 1));
    return new UnitFile([main, ...dropIns].map(({ content }) => content));
  }

  /** Values by section and key, in order: many rules ask for many settings. */
  private readonly sections = new Map<string, Map<string, string[]>>();

  public constructor(contents: readonly string[]) {
    for (const content of contents) {
      for (const [section, key, value] of assignmentsIn(content)) this.assign(section, key, value);
    }
  }

  /** Values of a setting that is a list; an empty assignment takes back what was before it. */
  public list(section: string, key: string): readonly string[] {
    const values = this.assigned(section, key);
    return values.slice(values.lastIndexOf("") + 1);
  }

  /** All that is assigned to a setting, in order, empty assignments included. */
  public assigned(section: string, key: string): readonly string[] {
    return this.sections.get(section)?.get(key) ?? [];
  }

  /** Words of a setting that is a list of words. */
  public words(section: string, key: string): readonly string[] {
    return this.list(section, key).flatMap((value) => value.split(/\s+/));
  }

  /** Value of a setting that is one; the last counts. `undefined` where it is not set, empty where it is set to nothing. */
  public value(section: string, key: string): string | undefined {
    return this.assigned(section, key).at(-1);
  }

  /** Whether a switch is on; `undefined` where it is not set. */
  public isOn(section: string, key: string): boolean | undefined {
    const value = this.value(section, key)?.toLowerCase();
    if (value === undefined || value === "") return undefined;
    return ["1", "yes", "true", "on"].includes(value);
  }

  /** Names of all settings of a section. */
  public keys(section: string): readonly string[] {
    return [...(this.sections.get(section)?.keys() ?? [])];
  }

  private assign(section: string, key: string, value: string): void {
    let settings = this.sections.get(section);
    if (settings === undefined) {
      settings = new Map();
      this.sections.set(section, settings);
    }
    const values = settings.get(key);
    if (values === undefined) settings.set(key, [value]);
    else values.push(value);
  }
}

/** Section, key and value of each line; a file is read once, alone and with its drop-ins. */
const assignmentsIn = remembered(256, (content): readonly (readonly [string, string, string])[] => {
  let section = "";
  const found: (readonly [string, string, string])[] = [];
  for (const line of content.replaceAll(/\\\n/g, " ").split("\n")) {
    const text = line.trim();
    if (text === "" || /^[#;]/.test(text)) continue;
    const heading = /^\[(.+)\]$/.exec(text)?.[1];
    const equals = text.indexOf("=");
    if (heading !== undefined) section = heading;
    else if (equals > 0) found.push([section, text.slice(0, equals).trim(), text.slice(equals + 1).trim()]);
  }
  return found;
});
