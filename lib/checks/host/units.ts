import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import { UnitFile } from "./unit-file";

/** A unit of a host, with what drop-ins add. */
export interface NamedUnit {
  /** `vault.service` */
  readonly name: string;
  readonly unit: UnitFile;
}

const FOLDERS = "/(etc|run|usr/lib|usr/local/lib|lib)/systemd";

/** The units that a host has files of. A drop-in alone is no unit. */
export const unitsOf = rememberedOf((host: Host): readonly NamedUnit[] => {
  const names = host
    .filesAt(new RegExp(`^${FOLDERS}/system/[^/]+\\.[a-z]+$`))
    .map(({ path }) => path.split("/").at(-1) ?? "");
  return [...new Set(names)].flatMap((name) => {
    const unit = UnitFile.of(host, name);
    return unit === undefined ? [] : [{ name, unit }];
  });
});

/** What is added to a unit that comes with the image; `undefined` where nothing is. */
export function dropInsOf(host: Host, name: string): UnitFile | undefined {
  const files = host
    .filesAt(new RegExp(`^${FOLDERS}/system/[^/]+\\.d/[^/]+\\.conf$`))
    .filter(({ path }) => path.split("/").at(-2) === `${name}.d`)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return files.length === 0 ? undefined : new UnitFile(files.map(({ content }) => content));
}

/**
 * A configuration of systemd: `NAME.conf` and what the files of `NAME.conf.d` add, the last one counts.
 *
 * @param name `journald.conf`
 */
export function systemdConfiguration(host: Host, name: string): UnitFile | undefined {
  const main = host.filesAt(new RegExp(`^${FOLDERS}/${name.replace(".", "\\.")}$`));
  const added = host
    .filesAt(new RegExp(`^${FOLDERS}/${name.replace(".", "\\.")}\\.d/[^/]+\\.conf$`))
    .map((file) => [file.path.split("/").at(-1) ?? "", file] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, file]) => file);
  const files = [...main, ...added];
  return files.length === 0 ? undefined : new UnitFile(files.map(({ content }) => content));
}
