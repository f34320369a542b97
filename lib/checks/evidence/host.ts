import { mergedServer, readServerFile, type ServerFile } from "../host/server-file";
import type { Value } from "./value";

/** A file as a node will have it. */
export interface HostFile {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  /** Permission bits. */
  readonly mode: number;
  readonly content: string;
}

/** What a host is made from. */
export interface HostAttributes {
  /** Name of the cluster whose nodes have these files. */
  readonly cluster: string;
  /** Address of the launch template whose nodes have them. */
  readonly address: string;
  readonly constructPath?: string;
  readonly files: readonly HostFile[];
  /** Whether this is all that a node gets; else a file that is missing may come from somewhere else. */
  readonly isComplete: boolean;
}

/** Where Vault's configuration lies on a node. */
export const SERVER_CONFIGURATION = "/etc/vault.d/vault.json";
/** Where others keep Vault's configuration. */
const SERVER_FILE =
  /^\/(etc|opt|usr\/local\/etc)\/(.+\/)?(vault|openbao|bao)(\.d)?\/(.+\/)?[^/]+\.(hcl|json)$/;

/** The files of a node, read by their meaning. */
export class Host {
  public readonly cluster: string;
  public readonly address: string;
  public readonly constructPath: string | undefined;
  public readonly isComplete: boolean;
  /** All files, by path. */
  public readonly files: readonly HostFile[];
  private readonly byPath: ReadonlyMap<string, HostFile>;
  private readonly read = new Map<string, unknown>();
  /** Files by the pattern that they were asked for. */
  private readonly found = new Map<string, readonly HostFile[]>();

  public constructor({ cluster, address, constructPath, files, isComplete }: HostAttributes) {
    this.cluster = cluster;
    this.address = address;
    this.constructPath = constructPath;
    this.isComplete = isComplete;
    this.files = files;
    this.byPath = new Map(files.map((file) => [file.path, file]));
  }

  /** The file at a path. */
  public file(path: string): HostFile | undefined {
    return this.byPath.get(path);
  }

  /** Files whose path fits. */
  public filesAt(pattern: RegExp): readonly HostFile[] {
    let found = this.found.get(String(pattern));
    if (found === undefined) {
      found = this.files.filter(({ path }) => pattern.test(path));
      this.found.set(String(pattern), found);
    }
    return found;
  }

  /**
   * What a parser makes of the file at a path, made once; `undefined` where there is no such file.
   *
   * @param name what the parser is known by
   */
  public parsed<T>(path: string, parse: (content: string) => T, name = parse.name): T | undefined {
    const file = this.file(path);
    if (file === undefined) return undefined;
    const key = `${name}:${path}`;
    if (!this.read.has(key)) this.read.set(key, parse(file.content));
    return this.read.get(key) as T;
  }

  /** The files of Vault's configuration: its own one, else those that lie where Vault's configuration is kept. */
  public get serverFiles(): readonly ServerFile[] {
    const own = this.file(SERVER_CONFIGURATION);
    const files = own === undefined ? this.filesAt(SERVER_FILE) : [own];
    return files.flatMap(({ path }) => {
      const read = this.parsed(path, (content) => readServerFile(path, content), "server");
      return read === undefined ? [] : [read];
    });
  }

  /** Vault's configuration, keys in lower case; `undefined` where there is none or it cannot be read. */
  public get server(): Value | undefined {
    return mergedServer(this.serverFiles);
  }
}
