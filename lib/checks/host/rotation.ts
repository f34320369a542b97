import type { Host } from "../evidence/host";

/** A block of logrotate(8): which files it rotates, and how. */
export interface Rotation {
  readonly from: string;
  /** Paths, with wildcards. */
  readonly paths: readonly string[];
  /** Settings by their names, the last one counts. */
  readonly settings: ReadonlyMap<string, string>;
  /** What runs afterwards. */
  readonly afterwards: string;
}

const SCRIPTS = ["postrotate", "prerotate", "firstaction", "lastaction", "preremove"];

/** All blocks of a host, with the settings that stand before them. */
export function rotationsOf(host: Host): readonly Rotation[] {
  return host
    .filesAt(/^\/etc\/logrotate(\.conf|\.d\/[^/]+)$/)
    .flatMap(({ path, content }) => read(path, content));
}

/** The rotations that take in a file. */
export function rotationsOfFile(host: Host, file: string): readonly Rotation[] {
  return rotationsOf(host).filter(({ paths }) =>
    paths.some((path) => {
      const source = path
        .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", "[^/]*")
        .replaceAll("?", ".");
      return new RegExp(`^${source}$`).test(file);
    }),
  );
}

function read(from: string, content: string): readonly Rotation[] {
  const common = new Map<string, string>();
  const found: Rotation[] = [];
  let paths: string[] = [];
  let settings: Map<string, string> | undefined;
  let script: string | undefined;
  let afterwards: string[] = [];
  for (const line of content.split("\n")) {
    const text = line.replace(/(^|\s)#.*$/, "").trim();
    if (script !== undefined) {
      if (text === "endscript") script = undefined;
      else if (script === "postrotate" || script === "lastaction") afterwards.push(text);
    } else if (settings === undefined && (text.startsWith("/") || text.startsWith('"'))) {
      paths.push(
        ...text
          .replace("{", "")
          .split(/\s+/)
          .filter(Boolean)
          .map((path) => path.replaceAll('"', "")),
      );
      if (text.endsWith("{")) settings = new Map(common);
    } else if (text === "{") settings = new Map(common);
    else if (text === "}" && settings !== undefined) {
      found.push({ from, paths, settings, afterwards: afterwards.join("\n") });
      [paths, settings, afterwards] = [[], undefined, []];
    } else if (SCRIPTS.includes(text)) script = text;
    else if (text !== "") {
      const [name = "", ...values] = text.split(/\s+/);
      (settings ?? common).set(name.toLowerCase(), values.join(" "));
    }
  }
  return found;
}
