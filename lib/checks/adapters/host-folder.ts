import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Host, type HostFile } from "../evidence/host";

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

/** Reads the files of nodes that a synthesized stack has beside its configuration, in `host/CLUSTER`. */
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
  const manifest = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Manifest;
  const integrity: string[] = [];
  const files: HostFile[] = [];
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const { path: name, owner, group, mode, sha256 } of manifest.files) {
    const file = path.join(folder, name);
    if (!existsSync(file)) {
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
  if (!existsSync(archive)) integrity.push(`bundles/${cluster}.tar is not there`);
  else if (sum(readFileSync(archive)) !== manifest.bundle.sha256) {
    integrity.push(`bundles/${cluster}.tar is not as it was recorded`);
  }
  return {
    host: new Host({ cluster, address: manifest.launchTemplate, files, isComplete: true }),
    integrity,
  };
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
