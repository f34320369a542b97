import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";

/** A line of tmpfiles.d(5). */
export interface TmpfilesLine {
  /** Its letter and marks: `d`, `L+`, `z`. */
  readonly type: string;
  readonly path: string;
  /** Permission bits; `undefined` where they stay as they are. */
  readonly mode: number | undefined;
  /** Empty where it stays as it is. */
  readonly owner: string;
  readonly group: string;
  /** What the type takes: the target of a link. */
  readonly argument: string;
}

/** What files of tmpfiles.d(5) make of a host. */
export const tmpfilesOf = rememberedOf((host: Host): readonly TmpfilesLine[] =>
  host
    .filesAt(/^\/(etc|run|usr\/lib|usr\/local\/lib)\/tmpfiles\.d\/[^/]+\.conf$/)
    .flatMap(({ content }) => content.split("\n"))
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
    .map((line) => {
      const [type = "", path = "", mode = "-", owner = "-", group = "-", , ...argument] = line
        .trim()
        .split(/\s+/);
      const named = (word: string) => (word === "-" ? "" : word.replace(/^:/, ""));
      const bits = /^[~:]*([0-7]{3,4})$/.exec(mode)?.[1];
      return {
        type,
        path: path.length > 1 ? path.replace(/\/+$/, "") : path,
        mode: bits === undefined ? undefined : Number.parseInt(bits, 8),
        owner: named(owner),
        group: named(group),
        argument: argument.join(" "),
      };
    }),
);

/** Lines that make or change a directory. */
export function directoryLines(host: Host, path: string): readonly TmpfilesLine[] {
  return tmpfilesOf(host).filter((line) => /^[dDevqQzZm]/.test(line.type) && line.path === path);
}
