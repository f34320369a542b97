import type { ReportedResult } from "./report";

/** What a result is, in a word; in capitals where it stops the deployment. */
export function label({ waived, verdict, severity, stops }: ReportedResult): string {
  if (waived !== undefined) return "waived";
  if (stops) return verdict.toUpperCase();
  return verdict === "fail" ? severity : verdict;
}
