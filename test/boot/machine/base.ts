import { existsSync, mkdirSync } from "node:fs";
import * as path from "node:path";
import { CACHE, cached, script, scriptText } from "../cache";
import { must } from "../command";

const SCRIPT = "machine/base.sh";

/**
 * Makes the root file system of the machine image, once per version of the script.
 *
 * @returns the packed file
 */
export async function makeBase(say: (text: string) => void): Promise<string> {
  const file = cached("base", "tar.zst", [scriptText(SCRIPT)]);
  if (existsSync(file)) return file;
  say(`making the base system (once; kept in ${path.relative(process.cwd(), CACHE)})`);
  const mirrors = await debianMirrors();
  await must("bash", [script(SCRIPT), file, mirrors.main, mirrors.security], { limit: 900 });
  return file;
}

/** Unpacks it. */
export async function unpackBase(file: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await must("tar", ["--use-compress-program=zstd", "--extract", "--file", file, "--directory", folder], {
    limit: 300,
  });
}

/** The mirrors that this machine uses, if it is a Debian, else Debian's own. */
async function debianMirrors(): Promise<{ readonly main: string; readonly security: string }> {
  const uris = (await must("apt-get", ["indextargets", "--format", "$(REPO_URI)"]).catch(() => "")).split(
    "\n",
  );
  const find = (pattern: RegExp, fallback: string) => uris.find((uri) => pattern.test(uri)) ?? fallback;
  return {
    main: find(/\/debian\/?$/, "http://deb.debian.org/debian/"),
    security: find(/debian-security\/?$/, "http://deb.debian.org/debian-security/"),
  };
}
