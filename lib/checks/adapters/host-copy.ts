import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { HostFile } from "../evidence/host";
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

/** The files of a bundle as people review them, beside a synthesized stack. */
export interface HostCopy {
  readonly manifest: Manifest;
  readonly files: readonly HostFile[];
  /** Files that are no longer what was recorded of them, by path, and in which way. */
  readonly changed: ReadonlyMap<string, string>;
}

/**
 * Reads the copy of a bundle's files; `undefined` where there is no manifest.
 *
 * @throws InputError when what was recorded of them cannot be read
 */
export function readCopy(folder: string): HostCopy | undefined {
  const recorded = path.join(folder, "manifest.json");
  if (!isFile(recorded)) return undefined;
  const manifest = readManifest(recorded);
  const changed = new Map<string, string>();
  const files: HostFile[] = [];
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const { path: name, owner, group, mode, sha256 } of manifest.files) {
    const file = path.join(folder, name);
    if (!isFile(file)) {
      changed.set(name, "is in the manifest and is not there");
      continue;
    }
    const bytes = readFileSync(file);
    if (sum(bytes) !== sha256) changed.set(name, "is not as it was recorded");
    files.push({ path: name, owner, group, mode: Number.parseInt(mode, 8), content: bytes.toString("utf8") });
  }
  for (const name of filesBelow(folder).filter((file) => file !== "/manifest.json" && !listed.has(file))) {
    changed.set(name, "is not in the manifest");
    const content = readFileSync(path.join(folder, name), "utf8");
    files.push({ path: name, owner: "root", group: "root", mode: 0o644, content });
  }
  return { manifest, files, changed };
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
export function isFile(file: string): boolean {
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

/** SHA-256, in hexadecimal digits. */
export function sum(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
