import { Header } from "tar/header";
import { modeText, type NodeFile, systemFile } from "./node-file";

const BLOCK = 512;

/**
 * An uncompressed ustar archive whose bytes depend on the files alone: sorted by path, time zero, owners by name.
 * Compression would make the bytes depend on the version of Node.js.
 */
export function archive(files: readonly NodeFile[]): Buffer {
  const blocks = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((file) => {
      const content = Buffer.from(file.content, "utf8");
      return [
        header(file, content.length),
        content,
        Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
      ];
    });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(file: NodeFile, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  headerOf(file, size).encode(block, 0);
  return block;
}

function headerOf({ path, owner, group, mode }: NodeFile, size: number): Header {
  return new Header({
    path: path.slice(1),
    mode,
    uid: 0,
    gid: 0,
    uname: owner,
    gname: group,
    size,
    mtime: new Date(0),
    type: "File",
  });
}

/** Whether ustar can carry the path: about 100 bytes, or 155 before a slash and 100 behind it. */
export function fitsArchive(path: string): boolean {
  return !headerOf(systemFile(path, ""), 0).encode(Buffer.alloc(BLOCK), 0);
}

/** One line of the list that the node installs by. */
export function listLine({ path, owner, group, mode }: NodeFile): string {
  return `${modeText(mode)} ${owner} ${group} ${path}`;
}
