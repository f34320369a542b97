import type { NodeFile } from "./node-file";

/** A file whose text is made when it is read first, because what it says takes a while to be known. */
export class LateFile implements NodeFile {
  public readonly path: string;
  public readonly owner: string;
  public readonly group: string;
  public readonly mode: number;
  private made: string | undefined;

  public constructor(
    { path, owner, group, mode }: Omit<NodeFile, "content">,
    private readonly make: () => string,
  ) {
    this.path = path;
    this.owner = owner;
    this.group = group;
    this.mode = mode;
  }

  public get content(): string {
    this.made ??= this.make();
    return this.made;
  }
}
