import { HardenedVaultError, type ProblemCode } from "../../lib/core/errors";

/** Runs something that must be refused and returns the refusal, or fails the test. */
function refusal(action: () => unknown): HardenedVaultError {
  try {
    action();
  } catch (error) {
    if (HardenedVaultError.isHardenedVaultError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Expects a refusal with this code that says what was expected and how to mend it. */
export function expectRefused(code: ProblemCode, action: () => unknown): HardenedVaultError {
  const error = refusal(action);
  expect(error.code).toBe(code);
  expect(error.problem.expected.length).toBeGreaterThan(5);
  expect(error.problem.repair.length).toBeGreaterThan(5);
  expect(error.message).toContain(`[${code}]`);
  return error;
}
