import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";

/** Top of the project; this file runs from build/. */
export const ROOT = path.resolve(__dirname, "../../..");
/** Sources of this test level: scripts that are run as they are. */
export const SOURCES = path.join(ROOT, "test/boot");
/** What is made once and kept. */
export const CACHE = path.join(ROOT, ".cache/boot");

/**
 * A file of the cache, named after what it is made from, so that a change makes it anew; older ones are removed.
 *
 * @returns where it is or belongs
 */
export function cached(name: string, extension: string, madeFrom: readonly string[]): string {
  mkdirSync(CACHE, { recursive: true });
  const key = createHash("sha256").update(JSON.stringify(madeFrom)).digest("hex").slice(0, 12);
  const file = path.join(CACHE, `${name}-${key}.${extension}`);
  if (!existsSync(file)) {
    for (const other of readdirSync(CACHE)) {
      if (new RegExp(`^${name}-[0-9a-f]{12}\\.`).test(other))
        rmSync(path.join(CACHE, other), { force: true });
    }
  }
  return file;
}

/** A script beside this file, by its path below test/boot. */
export function script(name: string): string {
  return path.join(SOURCES, name);
}

/** Its text. */
export function scriptText(name: string): string {
  return readFileSync(script(name), "utf8");
}
