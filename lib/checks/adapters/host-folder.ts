import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Host, type HostFile } from "../evidence/host";
import { InputError } from "./input-error";

interface Manifest {
  readonly bundle: { readonly sha256: string };
  readonly launchTemplate: string;
  readonly files: readonly {
    readonly path: string;
    readonly owner: string;
    readonly group: string;
    readonly mode: string;
    readonly sha256: string;
  }[];
}

/** Hosts of a synthesized stack, and what is no longer as it was recorded. */
export interface ReadHosts {
  readonly hosts: readonly Host[];
  readonly integrity: readonly string[];
}

/**
 * Reads the files of nodes that a synthesized stack has beside its configuration, in `host/CLUSTER`.
 *
 * @throws InputError when what was recorded of them cannot be read
 */
export function readHosts(stackFolder: string): ReadHosts {
  const folder = path.join(stackFolder, "host");
  if (!existsSync(folder)) return { hosts: [], integrity: [] };
  const read = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "manifest.json")))
    .map((entry) => readHost(stackFolder, path.join(folder, entry.name), entry.name));
  return { hosts: read.map(({ host }) => host), integrity: read.flatMap(({ integrity }) => integrity) };
}

function readHost(
  stackFolder: string,
  folder: string,
  cluster: string,
): { host: Host; integrity: readonly string[] } {
  const manifest = readManifest(path.join(folder, "manifest.json"));
  const integrity: string[] = [];
  const files: HostFile[] = [];
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const { path: name, owner, group, mode, sha256 } of manifest.files) {
    const file = path.join(folder, name);
    if (!isFile(file)) {
      integrity.push(`host/${cluster}${name} is in the manifest and is not there`);
      continue;
    }
    const bytes = readFileSync(file);
    if (sum(bytes) !== sha256) integrity.push(`host/${cluster}${name} is not as it was recorded`);
    files.push({ path: name, owner, group, mode: Number.parseInt(mode, 8), content: bytes.toString("utf8") });
  }
  for (const name of filesBelow(folder).filter((file) => file !== "/manifest.json" && !listed.has(file))) {
    integrity.push(`host/${cluster}${name} is not in the manifest`);
    const content = readFileSync(path.join(folder, name), "utf8");
    files.push({ path: name, owner: "root", group: "root", mode: 0o644, content });
  }
  const archive = path.join(stackFolder, "bundles", `${cluster}.tar`);
  if (!isFile(archive)) integrity.push(`bundles/${cluster}.tar is not there`);
  else if (sum(readFileSync(archive)) !== manifest.bundle.sha256) {
    integrity.push(`bundles/${cluster}.tar is not as it was recorded`);
  }
  return {
    host: new Host({ cluster, address: manifest.launchTemplate, files, isComplete: true }),
    integrity,
  };
}

function readManifest(file: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Said below.
  }
  if (isManifest(manifest)) return manifest;
  throw new InputError(`${file} is not what a synthesis writes`, "Synthesize the stack anew.");
}

function isManifest(value: unknown): value is Manifest {
  const { bundle, launchTemplate, files } = (value ?? {}) as Partial<Manifest>;
  return (
    typeof bundle?.sha256 === "string" &&
    typeof launchTemplate === "string" &&
    Array.isArray(files) &&
    files.every(
      (file) =>
        ["path", "owner", "group", "mode", "sha256"].every((key) => typeof file?.[key] === "string") &&
        path.posix.normalize(file.path) === file.path &&
        file.path.startsWith("/") &&
        /^[0-7]{3,4}$/.test(file.mode),
    )
  );
}

/** A link may lead anywhere, a pipe may never end. */
function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `/${path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/")}`,
    )
    .sort();
}

function sum(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
