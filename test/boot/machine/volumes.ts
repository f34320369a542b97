import { closeSync, ftruncateSync, openSync } from "node:fs";
import * as path from "node:path";
import { must, outcome } from "../command";

/** A volume of a launch template, as a loop device over a sparse file. */
export interface Volume {
  /** Name in the block device mapping, without `/dev/`. */
  readonly mapping: string;
  /** Name that the operating system gives it. */
  readonly node: string;
  /** The loop device. */
  readonly device: string;
}

/** A volume as the launch template describes it. */
export interface VolumeProps {
  readonly name: string;
  readonly gibibytes: number;
}

/** File that a volume of a machine is kept in. */
export function volumeFile(folder: string, name: string): string {
  return path.join(folder, `${path.basename(name)}.img`);
}

/** Makes the volumes beside the root one, in the order of the mapping; the first is `nvme1n1`. */
export async function attachVolumes(
  folder: string,
  mappings: readonly VolumeProps[],
): Promise<readonly Volume[]> {
  const volumes: Volume[] = [];
  for (const [index, { name, gibibytes }] of mappings.entries()) {
    const mapping = path.basename(name);
    const file = volumeFile(folder, name);
    const handle = openSync(file, "a");
    ftruncateSync(handle, gibibytes * 1024 ** 3);
    closeSync(handle);
    const device = (await must("losetup", ["--find", "--show", file])).trim();
    volumes.push({ mapping, node: `nvme${index + 1}n1`, device });
  }
  return volumes;
}

/** Gives the loop devices back. */
export async function detachVolumes(volumes: readonly Volume[]): Promise<void> {
  for (const { device } of volumes) await outcome("losetup", ["--detach", device]);
}
