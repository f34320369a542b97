import { readdirSync } from "node:fs";
import * as path from "node:path";
import { Host, type HostFile } from "../evidence/host";
import { type Unpacked, unpack } from "./bundle-archive";
import type { BundleInUse } from "./bundles-in-use";
import { type HostCopy, isFile, readCopy, sum } from "./host-copy";
import { readFile } from "./read-file";

/** User data of nodes fetches some hundred kilobytes. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** Hosts of a synthesized stack, and what is no longer as it was recorded. */
export interface ReadHosts {
  /** What nodes unpack; beside it the copy for review, at the same launch template, where that says something else. */
  readonly hosts: readonly Host[];
  readonly integrity: readonly string[];
  /** What should be there and cannot be read. */
  readonly unchecked: readonly string[];
}

/**
 * Reads the files of nodes that a synthesized stack has beside its configuration: the archives that it uploads, in
 * `bundles/CLUSTER.tar`, and the same files for review, in `host/CLUSTER`.
 *
 * @param inUse archives that user data is seen to fetch
 * @throws InputError when what was recorded of them cannot be read
 */
export function readHosts(stackFolder: string, inUse: readonly BundleInUse[] = []): ReadHosts {
  const archives = new Set([
    ...namesIn(path.join(stackFolder, "bundles"), "isFile")
      .filter((name) => name.endsWith(".tar"))
      .map((name) => `bundles/${name}`),
    ...namesIn(path.join(stackFolder, "host"), "isDirectory").map((name) => `bundles/${name}.tar`),
    ...inUse.flatMap(({ archive }) => archive ?? []),
  ]);
  const read = [...archives].map((archive) =>
    readHost(
      stackFolder,
      archive,
      inUse.filter((one) => one.archive === archive),
    ),
  );
  const lost = inUse
    .filter(({ archive }) => archive === undefined)
    .map(
      ({ template }) => `the user data of ${template} runs a bundle that this stack is not seen to upload`,
    );
  return {
    hosts: read.flatMap(({ hosts }) => hosts),
    integrity: [...read.flatMap(({ integrity }) => integrity), ...lost],
    unchecked: [...read.flatMap(({ unchecked }) => unchecked), ...lost],
  };
}

function readHost(stackFolder: string, archive: string, inUse: readonly BundleInUse[]): ReadHosts {
  const cluster = path.posix.basename(archive, ".tar");
  const copy = readCopy(path.join(stackFolder, "host", cluster));
  const { bytes, unpacked, why } = readArchive(path.resolve(stackFolder, archive));
  const missing = [
    ...(copy === undefined ? [`host/${cluster}/manifest.json is not there`] : []),
    ...(why === undefined ? [] : [`${archive} ${why}`]),
  ];
  const recorded = copy?.manifest.launchTemplate ?? "";
  const addresses = inUse.length > 0 ? [...new Set(inUse.map(({ template }) => template))] : [recorded];
  const differing = unpacked === undefined || copy === undefined ? [] : differences(unpacked.files, copy);
  const all = [
    ...(unpacked === undefined ? [] : [unpacked.files]),
    ...(copy === undefined || (unpacked !== undefined && isSame(unpacked.files, copy.files))
      ? []
      : [copy.files]),
  ];
  return {
    hosts: addresses.flatMap((address) =>
      all.map((files) => new Host({ cluster, address, files, isComplete: true })),
    ),
    integrity: [
      ...[...(copy?.changed ?? [])].map(([name, how]) => `host/${cluster}${name} ${how}`),
      ...missing,
      ...(bytes === undefined ? [] : sumProblems(archive, sum(bytes), copy, inUse)),
      ...(unpacked?.problems ?? []).map((problem) => `${archive} ${problem}`),
      ...differing.map((name) => `${archive} and host/${cluster} differ in ${name}`),
      ...(copy === undefined || addresses.includes(recorded)
        ? []
        : [
            `host/${cluster}/manifest.json names ${recorded || "nothing"}, and ${addresses.join(", ")} runs the bundle`,
          ]),
    ],
    unchecked: missing,
  };
}

function readArchive(file: string): {
  readonly bytes?: Buffer;
  readonly unpacked?: Unpacked;
  /** What is wrong with it, said of its name. */
  readonly why?: string;
} {
  if (!isFile(file)) return { why: "is not there" };
  let bytes: Buffer | undefined;
  try {
    bytes = readFile(file, LARGEST_BYTES);
    return { bytes, unpacked: unpack(bytes) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...(bytes === undefined ? {} : { bytes }), why: `cannot be read: ${why}` };
  }
}

function sumProblems(
  archive: string,
  actual: string,
  copy: HostCopy | undefined,
  inUse: readonly BundleInUse[],
): readonly string[] {
  return [
    ...(copy === undefined || copy.manifest.bundle.sha256 === actual
      ? []
      : [`${archive} is not as it was recorded`]),
    ...inUse
      .filter(({ sums }) => !sums.includes(actual))
      .map(({ template }) => `${archive} is not what the user data of ${template} expects by its sum`),
  ];
}

/** Paths of files that nodes get in another way than the copy says, unless that is said of the copy already. */
function differences(unpacked: readonly HostFile[], { files, changed }: HostCopy): readonly string[] {
  const [ours, theirs] = [byPath(unpacked), byPath(files)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((name) => ours.get(name) !== theirs.get(name) && !changed.has(name))
    .sort();
}

function isSame(some: readonly HostFile[], others: readonly HostFile[]): boolean {
  const [ours, theirs] = [byPath(some), byPath(others)];
  return ours.size === theirs.size && [...ours].every(([name, what]) => theirs.get(name) === what);
}

function byPath(files: readonly HostFile[]): ReadonlyMap<string, string> {
  return new Map(
    files.map(({ path: name, owner, group, mode, content }) => [
      name,
      `${mode} ${owner} ${group} ${content}`,
    ]),
  );
}

function namesIn(folder: string, kind: "isDirectory" | "isFile"): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry[kind]())
      .map(({ name }) => name)
      .sort();
  } catch {
    // Whoever needs what is in it misses it.
    return [];
  }
}
