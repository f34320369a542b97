import { createHash } from "node:crypto";
import { posix } from "node:path";
import { HardenedVaultError } from "../core/errors";
import { nearest } from "../core/nearest";
import { holdsToken, requireLiteral } from "../core/tokens";
import { archive, fitsArchive, listLine } from "./archive";
import { FILE_LIST } from "./entry-script";
import { LateFile } from "./late-file";
import { modeText, type NodeFile, systemFile } from "./node-file";

/** What the manifest says beside the files. */
export interface ManifestContext {
  /** Terraform address of the launch template whose nodes get the bundle. */
  readonly launchTemplate: string;
}

/** The files of a node as one thing: an archive for the node, a manifest for who judges it. */
export class NodeBundle {
  private readonly byPath = new Map<string, NodeFile>();
  /** Made once, since a synthesis asks for each several times; forgotten when a file changes. */
  private made: { files?: readonly NodeFile[]; tar?: Uint8Array; sha256?: string } = {};

  /** @throws BUNDLE_PATH_DUPLICATE, BUNDLE_PATH_INVALID, LITERAL_REQUIRED */
  public constructor(files: readonly NodeFile[]) {
    for (const file of files) this.add(file);
  }

  /**
   * Adds a file.
   *
   * @throws BUNDLE_PATH_DUPLICATE, BUNDLE_PATH_INVALID, LITERAL_REQUIRED
   */
  public add(file: NodeFile): void {
    const { path, owner, group, mode } = file;
    requireLiteral(`the file ${String(path).slice(0, 100)} of the bundle`, { path, owner, group, mode });
    requirePath(path);
    requireOwnership(file);
    if (this.byPath.has(path) || path === FILE_LIST) {
      throw new HardenedVaultError({
        code: "BUNDLE_PATH_DUPLICATE",
        message: "the bundle has this file already",
        got: path,
        expected: "a path of its own for each file",
        repair: "change the file with override(path, edit), or choose another path",
      });
    }
    if (!(file instanceof LateFile)) requireKnown(path, file.content);
    this.byPath.set(path, file);
    this.made = {};
  }

  /**
   * Changes the content of a file.
   *
   * @throws BUNDLE_PATH_UNKNOWN
   */
  public override(path: string, edit: (content: string) => string): void {
    const file = this.byPath.get(path);
    if (file === undefined) {
      const proposal = nearest(path, [...this.byPath.keys()]);
      throw new HardenedVaultError({
        code: "BUNDLE_PATH_UNKNOWN",
        message: "the bundle has no such file to override",
        got: path,
        expected: "the absolute path of a file of the bundle",
        repair:
          proposal === undefined
            ? "add the file instead"
            : `did you mean ${proposal}? Otherwise add the file`,
      });
    }
    const content = edit(file.content);
    requireKnown(path, content);
    const { owner, group, mode } = file;
    this.byPath.set(path, { path, owner, group, mode, content });
    this.made = {};
  }

  /** The files, by path, with the list that the node installs by. */
  public files(): readonly NodeFile[] {
    this.made.files ??= this.sorted();
    return this.made.files;
  }

  /** The archive. */
  public toTar(): Uint8Array {
    this.made.tar ??= archive(this.files());
    return this.made.tar;
  }

  /** SHA-256 of the archive. */
  public sha256(): string {
    this.made.sha256 ??= sum(this.toTar());
    return this.made.sha256;
  }

  /** What is in the bundle and whose it is, as JSON; not part of the bundle. */
  public manifest({ launchTemplate }: ManifestContext): string {
    const files = this.files().map(({ path, owner, group, mode, content }) => ({
      path,
      owner,
      group,
      mode: modeText(mode),
      sha256: sum(content),
    }));
    return `${JSON.stringify({ schemaVersion: 1, bundle: { sha256: this.sha256() }, launchTemplate, files }, null, 2)}\n`;
  }

  private sorted(): readonly NodeFile[] {
    const listed = [...this.byPath.values()].map((file) => (file instanceof LateFile ? read(file) : file));
    const list = systemFile(FILE_LIST, `${listed.map(listLine).sort().join("\n")}\n`);
    return [...listed, list].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function read({ path, owner, group, mode, content }: LateFile): NodeFile {
  requireKnown(path, content);
  return { path, owner, group, mode, content };
}

function sum(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Shell scripts are full of `\${`, so only tokens of the framework are refused here. */
function requireKnown(path: string, content: string): void {
  if (!holdsToken(content)) return;
  throw new HardenedVaultError({
    code: "LITERAL_REQUIRED",
    message: `the content of ${path} must be known at synthesis`,
    got: content,
    expected: "text without tokens, because its sum is pinned before Terraform runs",
    repair: "write a mark such as @NAME@ and hand the value over as a fact of the user data",
  });
}

function requirePath(path: string): void {
  const valid =
    /^\/[A-Za-z0-9._/@+-]+$/.test(path) &&
    posix.normalize(path) === path &&
    !path.endsWith("/") &&
    !path.split("/").includes("..") &&
    fitsArchive(path);
  if (valid) return;
  throw new HardenedVaultError({
    code: "BUNDLE_PATH_INVALID",
    message: "a file of the bundle needs an absolute, plain path",
    got: path,
    expected: "an absolute path without .., // or spaces, short enough for a ustar archive",
    repair: "write the path as it is on the node, for example /etc/vault.d/extra.json",
  });
}

function requireOwnership({ path, owner, group, mode }: NodeFile): void {
  const name = /^[a-z_][a-z0-9_-]{0,31}$/;
  if (name.test(owner) && name.test(group) && Number.isInteger(mode) && mode >= 0 && mode <= 0o7777) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the file ${path} of the bundle has no proper owner, group or mode`,
    got: { owner, group, mode },
    expected: "names of an account and a group, and permission bits such as 0o640",
    repair: "use root for what Vault must not change",
  });
}
