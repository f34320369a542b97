import { HardenedVaultError } from "../core/errors";

/** The refusal of a release that is described wrongly. */
export function releaseInvalid(message: string, got: unknown, expected: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_INVALID",
    message,
    got,
    expected,
    repair: "copy file names and sums from the release's SHA256SUMS, whose signature you checked",
  });
}
