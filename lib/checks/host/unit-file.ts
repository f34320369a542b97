import type { Host } from "../evidence/host";

/** A systemd unit with its drop-ins, as `systemd.syntax(7)` reads it. */
export class UnitFile {
  /** A unit of a host with everything that `NAME.d` and the type's own `TYPE.d` add; `undefined` where there is none. */
  public static of(host: Host, name: string): UnitFile | undefined {
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

  private readonly assignments: readonly (readonly [section: string, key: string, value: string])[];

  public constructor(contents: readonly string[]) {
    this.assignments = contents.flatMap(assignmentsIn);
  }

  /** Values of a setting that is a list; an empty assignment takes back what was before it. */
  public list(section: string, key: string): readonly string[] {
    let values: string[] = [];
    for (const [where, name, value] of this.assignments) {
      if (where !== section || name !== key) continue;
      values = value === "" ? [] : [...values, value];
    }
    return values;
  }

  /** All that is assigned to a setting, in order, empty assignments included. */
  public assigned(section: string, key: string): readonly string[] {
    return this.assignments
      .filter(([where, name]) => where === section && name === key)
      .map(([, , value]) => value);
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
    return [...new Set(this.assignments.filter(([where]) => where === section).map(([, key]) => key))];
  }
}

function assignmentsIn(content: string): readonly (readonly [string, string, string])[] {
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
}
