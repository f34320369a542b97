import { releaseInvalid } from "./invalid";

/** Whether a text is an exact version: `2.1.2` or `2.1.2+ent`. */
export function isExactVersion(version: unknown): version is string {
  return typeof version === "string" && /^\d+\.\d+\.\d+(\+ent)?$/.test(version);
}

/**
 * Refuses everything but an exact version.
 *
 * @throws RELEASE_INVALID
 */
export function requireExactVersion(version: unknown): string {
  if (isExactVersion(version)) return version;
  throw releaseInvalid(
    "the version of the release is not exact",
    version,
    "three numbers, for example 2.1.2",
  );
}
