import { HardenedVaultError } from "../../../lib/core/errors";

/** Waits for something that must be refused and returns the refusal, or fails the test. */
export async function rejection(action: Promise<unknown>): Promise<HardenedVaultError> {
  const error = await action.then(
    () => new Error("nothing was refused"),
    (reason) => reason,
  );
  if (!HardenedVaultError.isHardenedVaultError(error)) throw error;
  return error;
}
