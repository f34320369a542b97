import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import * as path from "node:path";
import { InputError } from "./input-error";

const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads a file that holds JSON, or what another command writes into a pipe that the shell made (`<(...)`).
 *
 * @param most bytes that such a file has at most
 * @throws InputError when there is more, or something that would never end
 */
export function readFile(file: string, most: number): Buffer {
  requireReadable(file, statSync(file));
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    if (size > most) throw tooLarge(file, `${size} bytes`, most);
    return readAll(descriptor, file, most);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads the text of JSON, without the mark that some editors put before it. */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function requireReadable(file: string, stat: Stats): void {
  const repair = "Name a file that holds JSON.";
  if (stat.isCharacterDevice() || stat.isBlockDevice()) throw new InputError(`${file} is a device`, repair);
  if (stat.isSocket()) throw new InputError(`${file} is a socket`, repair);
  // Opening it would wait for whoever writes, perhaps for ever. Those that the shell has opened already are there.
  if (stat.isFIFO() && !/^\/(dev|proc)\//.test(path.resolve(file))) {
    throw new InputError(
      `${file} is a named pipe`,
      "Name a file, or let the shell make the pipe: <(COMMAND).",
    );
  }
}

function readAll(descriptor: number, file: string, most: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    length += read;
    if (length > most) throw tooLarge(file, `more than ${most} bytes`, most);
    chunks.push(chunk.subarray(0, read));
  }
}

function tooLarge(file: string, size: string, most: number): InputError {
  return new InputError(`${file} has ${size}`, `Name a file of at most ${most} bytes.`);
}
