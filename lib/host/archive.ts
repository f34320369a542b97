import { Header } from "tar/header";
import { modeText, type NodeFile } from "./node-file";

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

function header({ path, owner, group, mode }: NodeFile, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  new Header({
    path: path.slice(1),
    mode,
    uid: 0,
    gid: 0,
    uname: owner,
    gname: group,
    size,
    mtime: new Date(0),
    type: "File",
  }).encode(block, 0);
  return block;
}

/** Whether ustar can carry the path: 100 bytes, or 155 before a slash and 100 behind it. */
export function fitsArchive(path: string): boolean {
  const name = path.slice(1);
  if (Buffer.byteLength(name) <= 100) return true;
  return [...name].some(
    (character, index) =>
      character === "/" && index <= 155 && Buffer.byteLength(name.slice(index + 1)) <= 100,
  );
}

/** One line of the list that the node installs by. */
export function listLine({ path, owner, group, mode }: NodeFile): string {
  return `${modeText(mode)} ${owner} ${group} ${path}`;
}
