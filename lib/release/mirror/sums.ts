import { releaseInvalid } from "../invalid";

/** SHA-256 of each file of a release, by its name. */
export type Sums = ReadonlyMap<string, string>;

/**
 * Reads the text of a SHA256SUMS file.
 *
 * @throws RELEASE_INVALID when a line is not a sum and a name, or two lines contradict each other
 */
export function parseSums(text: string): Sums {
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/).filter((line) => line.trim() !== "")) {
    const [, sum, file] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
    if (sum === undefined || file === undefined || (sums.get(file) ?? sum) !== sum) {
      throw releaseInvalid("the sums of the release cannot be read", line, "one SHA-256 and one file a line");
    }
    sums.set(file, sum);
  }
  return sums;
}

/**
 * The sum of a file.
 *
 * @throws RELEASE_INVALID when the release has no such file
 */
export function sumOf(sums: Sums, file: string): string {
  const sum = sums.get(file);
  if (sum !== undefined) return sum;
  throw releaseInvalid(
    `the release has no ${file}`,
    [...sums.keys()].filter((name) => name.includes("linux")),
    "a zip for each architecture that is asked for",
  );
}
