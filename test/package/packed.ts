import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";

/** The repository. */
export const ROOT = path.join(__dirname, "../..");

/** What `package.json` declares, as far as the tests of the package ask. */
interface Declared {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const declared: Declared = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));

/** What a user must install beside the package. */
export const requiredPeers: readonly string[] = Object.keys(declared.peerDependencies).filter(
  (name) => declared.peerDependenciesMeta[name]?.optional !== true,
);

/** Every package that the built files may count on. */
export const declaredPackages: readonly string[] = [...Object.keys(declared.dependencies), ...requiredPeers];

/** Packages that only the entry point of Vault's own settings may count on: who uses it installs them. */
export const optionalPeers: readonly string[] = Object.keys(declared.peerDependencies).filter(
  (name) => !requiredPeers.includes(name),
);

/** Whether a built file belongs to the entry point that counts on optional peers. */
export function mayUseOptionalPeers(file: string): boolean {
  return file.startsWith("build/lib/configuration/");
}

/** What would be published. */
export interface Packed {
  readonly tarball: string;
  /** Paths of its files, sorted. */
  readonly files: readonly string[];
}

/** Packs what was built, as `npm publish` does. */
export function pack(folder: string): Packed {
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  return {
    tarball: path.join(folder, packed.filename),
    files: packed.files.map((file) => file.path).sort(),
  };
}
