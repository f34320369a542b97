import { posix } from "node:path";
import { Parser } from "tar/parse";
import type { HostFile } from "../evidence/host";

/** Owner, group and mode of each file that a node installs. */
const FILE_LIST = "/etc/hardened-vault/files.list";
/** What lies here is run from where the archive was unpacked, whether it is installed or not. */
const PROGRAMS = "/usr/local/";
/** Where the mark of the format stands in a header. */
const MARK = { at: 257, text: "ustar" };

/** What nodes make of an archive. */
export interface Unpacked {
  /** The files, as the archive's list has them installed. */
  readonly files: readonly HostFile[];
  /** What keeps a node from using it, a text each. */
  readonly problems: readonly string[];
}

/**
 * Reads the archive that nodes unpack and install from, as a node does: by its list of files. What is not in the list is
 * not installed.
 *
 * @throws Error when it is none, or holds anything but files
 */
export function unpack(bytes: Buffer): Unpacked {
  if (bytes.toString("latin1", MARK.at, MARK.at + MARK.text.length) !== MARK.text) {
    throw new Error("it is no uncompressed tar archive");
  }
  const packed = entriesOf(bytes);
  const list = packed.get(FILE_LIST);
  if (list === undefined) throw new Error(`it has no ${FILE_LIST}, which nodes install by`);
  const installed = listed(list.content);
  const files = [...packed.values()].flatMap((file) => {
    const as = installed.get(file.path);
    if (as !== undefined) return [{ ...file, ...as }];
    return file === list || file.path.startsWith(PROGRAMS) ? [file] : [];
  });
  return {
    files,
    problems: [
      ...[...installed.keys()]
        .filter((path) => !packed.has(path))
        .map((path) => `has no ${path}, which it lists`),
      ...[...packed.keys()]
        .filter((path) => !installed.has(path) && path !== FILE_LIST)
        .map((path) => `does not list ${path}, which it holds`),
    ],
  };
}

function entriesOf(bytes: Buffer): ReadonlyMap<string, HostFile> {
  const found = new Map<string, HostFile>();
  // All bytes are there at once, so all of this happens before `end` returns.
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type === "Directory") return void entry.resume();
      const name = posix.normalize(`/${entry.path}`);
      if (!["File", "OldFile"].includes(entry.type) || entry.path.split("/").includes("..")) {
        throw new Error(`it holds ${entry.path}, a ${entry.type}, where there should be files alone`);
      }
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () =>
        found.set(name, {
          path: name,
          owner: entry.uname ?? "",
          group: entry.gname ?? "",
          mode: entry.mode ?? 0,
          content: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    },
  });
  let failure: unknown;
  parser.on("error", (error) => (failure ??= error));
  parser.end(bytes);
  if (failure !== undefined) throw failure;
  return found;
}

/** How files are installed, by path. The later line counts, as it does on a node. */
function listed(content: string): ReadonlyMap<string, Pick<HostFile, "group" | "mode" | "owner">> {
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  return new Map(
    lines.map((line) => {
      const [, mode = "", owner = "", group = "", path = ""] =
        /^([0-7]{3,4}) (\S+) (\S+) (\/\S+)$/.exec(line) ?? [];
      if (path === "")
        throw new Error(`it has a list of files with a line that says nothing: ${line.slice(0, 100)}`);
      return [path, { mode: Number.parseInt(mode, 8), owner, group }] as const;
    }),
  );
}
