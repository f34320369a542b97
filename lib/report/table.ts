import Table from "cli-table3";
import colours from "picocolors";
import type { Profile } from "../checks/engine/profile";
import { stops } from "../checks/engine/profile";
import { label } from "./label";
import { findings, type Report, type ReportedResult } from "./report";

/** How a table is shown. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly isColoured: boolean;
}

/** A report for people at a terminal. */
export function renderTable(report: Report, profile: Profile, { width, isColoured }: TableOptions): string {
  const paint = colours.createColors(isColoured);
  const found = findings(report, profile);
  const { summary, evidence } = report;
  const blocks: string[] = [];
  if (found.length > 0) blocks.push(tableOf(found, profile, width, paint));
  for (const text of evidence.integrity) blocks.push(paint.yellow(`not as recorded: ${text}`));
  for (const { name, scope, reason } of report.relaxations)
    blocks.push(`relaxed: ${name} at ${scope}: ${reason}`);
  const verdict = summary.stopping === 0 ? paint.green("passed") : paint.red(`${summary.stopping} to mend`);
  const counts = `${summary.pass} pass, ${summary.fail} fail, ${summary.waived} waived, ${summary.unknown} unknown, ${summary.error} errors`;
  blocks.push(
    `${evidence.stacks.map(({ name }) => name).join(", ")}, profile ${report.profile}: ${verdict} (${counts})`,
  );
  if (found.length > 0) blocks.push(paint.dim("What a rule is about: hardened-vault explain RULE"));
  return `${blocks.join("\n")}\n`;
}

function tableOf(
  found: readonly ReportedResult[],
  profile: Profile,
  width: number,
  paint: ReturnType<typeof colours.createColors>,
): string {
  const fixed = { rule: 14, label: 10 };
  const rest = Math.max(width - fixed.rule - fixed.label - 5, 40);
  const where = Math.floor(rest * 0.35);
  const table = new Table({
    head: ["rule", "", "where", "what there is, and what should be"],
    colWidths: [fixed.rule, fixed.label, where, rest - where],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const result of found) {
    const text = label(result, profile);
    table.push([
      result.rule,
      stops(profile, result) ? paint.red(text) : paint.yellow(text),
      [result.constructPath, result.resource, result.source].filter(Boolean).join("\n") || result.stack,
      said(result),
    ]);
  }
  return table.toString();
}

function said(result: ReportedResult): string {
  return [
    result.actual === "" ? result.reason : `is: ${result.actual}`,
    ...(result.expected === "" ? [] : [`should: ${result.expected}`]),
    ...(result.waived === undefined
      ? [`repair: ${result.remediation}`]
      : [
          `accepted by ${result.waived.approvedBy}${result.waived.expires === undefined ? "" : ` until ${result.waived.expires}`}: ${result.waived.reason}`,
        ]),
  ].join("\n");
}
