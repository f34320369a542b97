import type { Report } from "./report";

/** A report for machines; its schema is `schemas/report-1.json` of this package. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
