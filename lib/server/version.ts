import { HardenedVaultError } from "../core/errors";

/** Major, minor and patch number of a Vault release. */
export type Version = readonly [major: number, minor: number, patch: number];

/**
 * Reads `2.1.2` or `2.1.2+ent.hsm`.
 *
 * @throws RELEASE_INVALID for anything else, pre-releases included
 */
export function parseVersion(text: string): Version {
  const match = /^(\d+)\.(\d+)\.(\d+)(\+ent[a-z0-9.]*)?$/.exec(text);
  if (match === null) {
    throw new HardenedVaultError({
      code: "RELEASE_INVALID",
      message: "the version of the server is not a Vault release",
      got: text,
      expected: "three numbers with dots, such as 2.1.2",
      repair: "write the exact version of the release that the nodes run",
    });
  }
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/**
 * Whether a release contains a change that was released in several lines.
 *
 * A line (`1.20`) has the change from the patch that is named for it; a line that is newer than all named ones has it
 * from its start; any other line never got it.
 *
 * @param marks the first release with the change, one per line
 */
export function reaches(version: Version, marks: readonly Version[]): boolean {
  const sameLine = marks.find((mark) => compareLines(mark, version) === 0);
  if (sameLine !== undefined) return version[2] >= sameLine[2];
  return marks.every((mark) => compareLines(mark, version) < 0);
}

function compareLines(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1];
}
