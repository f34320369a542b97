import { type Profile, stops } from "../checks/engine/profile";
import type { Result } from "../checks/engine/result";

/** What a result is, in a word or two. */
export function label(result: Result, profile: Profile): string {
  if (result.waived !== undefined) return "waived";
  if (result.verdict !== "fail") return result.verdict;
  return stops(profile, result) ? "FAIL" : result.severity;
}
