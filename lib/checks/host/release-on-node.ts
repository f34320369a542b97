import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { picked } from "./commands";

/** The Vault that is to be installed, as far as a node knows. */
export interface ReleaseOnNode {
  /** Where it is said. */
  readonly from: string;
  readonly version: string;
  readonly edition: "community" | "enterprise";
  /** SHA-256 that the archive must have; `undefined` where nothing says it. */
  readonly sha256: string | undefined;
  /** Name of the archive; `undefined` where nothing says it. */
  readonly file: string | undefined;
  readonly architecture: string | undefined;
}

/** Where a node of this library finds what to install. */
export const RELEASE_FILE = "/etc/hardened-vault/release.json";

const ARCHIVE = /\bvault_(\d+\.\d+\.\d+[\w.+-]*?)_linux_(\w+)\.zip/g;

/** What says which Vault is installed: the release file, names of archives, versions in scripts. */
export const releasesOn = rememberedOf((group: NodeGroup): readonly ReleaseOnNode[] => {
  const { host } = group;
  const text = group.userData?.text ?? "";
  return [
    ...(host === undefined ? [] : fromFile(host)),
    ...[...text.matchAll(ARCHIVE)].map(([file = "", version = "", architecture]) =>
      release("user data", version, { file, architecture }),
    ),
    ...fromCommands(group),
  ];
});

function fromFile(host: Host): readonly ReleaseOnNode[] {
  const content = host.file(RELEASE_FILE)?.content;
  if (content === undefined) return [];
  let read: Readonly<Record<string, unknown>>;
  try {
    read = JSON.parse(content) as Readonly<Record<string, unknown>>;
  } catch {
    return [release(RELEASE_FILE, "", {})];
  }
  const text = (key: string) => (typeof read[key] === "string" ? (read[key] as string) : undefined);
  const { sha256, file, architecture } = {
    sha256: text("sha256"),
    file: text("file"),
    architecture: text("architecture"),
  };
  const found = release(RELEASE_FILE, text("version") ?? "", { sha256, file, architecture });
  return [{ ...found, edition: text("edition") === "enterprise" ? "enterprise" : found.edition }];
}

const MANAGERS = new Set(["dnf", "yum", "apt", "apt-get"]);
const mayName = picked(
  ({ assignments, program }) => MANAGERS.has(program) || assignments.some((one) => one.includes("_VERSION=")),
);

/** `VAULT_VERSION=1.15.2`, `dnf install vault-1.15.2`. */
function fromCommands(group: NodeGroup): readonly ReleaseOnNode[] {
  return mayName(group).flatMap(({ source, assignments, args, program }) => {
    const assigned = assignments.flatMap((one) => /^(?:VAULT|BAO)_VERSION=v?(.+)$/.exec(one)?.[1] ?? []);
    const installed = MANAGERS.has(program)
      ? args.flatMap((arg) => /^vault(?:-enterprise)?[-=](\d.*)$/.exec(arg)?.[1] ?? [])
      : [];
    return [...assigned, ...installed]
      .filter((version) => !version.includes("$"))
      .map((version) => release(source, version, {}));
  });
}

function release(
  from: string,
  version: string,
  more: {
    readonly sha256?: string | undefined;
    readonly file?: string | undefined;
    readonly architecture?: string | undefined;
  },
): ReleaseOnNode {
  return {
    from,
    version,
    edition: /\+ent/.test(version) ? "enterprise" : "community",
    sha256: more.sha256,
    file: more.file,
    architecture: more.architecture,
  };
}
