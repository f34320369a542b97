import { HardenedVaultError } from "../core/errors";
import { type Reasoned, requireReason } from "../core/reason";
import floors from "./release-floors.json";

/** Edition of Vault. */
export type VaultEdition = "community" | "enterprise";

/** The versions below which known holes are open; dated data, so that its age can be judged. */
export interface VersionFloors {
  /** Day on which the data was true, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Lowest patch of each line that still gets fixes. */
  readonly lowest: readonly string[];
  /** Newest release known on that day. */
  readonly newest: string;
}

/** The floors of an edition. */
export function floorsOf(edition: VaultEdition): VersionFloors {
  const { error, newest } = floors[edition];
  return { asOf: floors.asOf, lowest: error, newest };
}

/** Whether a version has the fixes that are known: at or above the floor of its line, or on a newer line. */
export function meetsFloor(version: string, { lowest }: VersionFloors): boolean {
  const line = lowest.find((floor) => sameLine(floor, version));
  if (line !== undefined) return compareVersions(version, line) >= 0;
  return lowest.every((floor) => compareVersions(version, floor) > 0);
}

/**
 * Refuses a version with known holes, unless there is a reason.
 *
 * @param relaxation how the user accepts such a version, as code or as an option
 * @returns the reason; undefined when the version meets its floor
 * @throws RELEASE_BELOW_FLOOR, REASON_REQUIRED
 */
export function requireFloor(
  version: string,
  edition: VaultEdition,
  allow: Reasoned | undefined,
  relaxation: string,
): string | undefined {
  const { asOf, lowest, newest } = floorsOf(edition);
  if (meetsFloor(version, { asOf, lowest, newest })) return undefined;
  if (allow !== undefined) return requireReason("allowReleaseBelowFloor", allow);
  throw new HardenedVaultError({
    code: "RELEASE_BELOW_FLOOR",
    message: `Vault ${version} (${edition}) has known holes`,
    got: version,
    expected: `${lowest.join(", ")} or newer in its line; ${newest} is the newest known on ${asOf}`,
    repair: `use ${newest}; or, with a reason, ${relaxation}`,
  });
}

/** Negative, zero or positive, as sort functions want it; numbers only. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)];
  return [0, 1, 2].map((i) => (x[i] ?? 0) - (y[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function sameLine(a: string, b: string): boolean {
  return numbers(a).slice(0, 2).join(".") === numbers(b).slice(0, 2).join(".");
}

function numbers(version: string): readonly number[] {
  return version.split(/[.+-]/).slice(0, 3).map(Number);
}
